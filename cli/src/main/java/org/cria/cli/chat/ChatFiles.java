package org.cria.cli.chat;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.cria.kernels.CriaException;

/** Files as they are named in a chat. */
final class ChatFiles {
    private ChatFiles() {}

    /** The path that was typed; {@code ~} is the user's own folder, as in a shell. */
    static Path path(String typed) {
        String home = System.getProperty("user.home", "");
        try {
            return Path.of(typed.equals("~") || typed.startsWith("~/") ? home + typed.substring(1) : typed);
        } catch (InvalidPathException e) {
            throw new CriaException("'" + typed + "' is no path of a file (" + e.getReason() + ").", e);
        }
    }
}
