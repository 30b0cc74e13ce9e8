package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Where what was typed is kept: {@code $XDG_STATE_HOME/cria/chat-history}, by default below {@code ~/.local/state}. */
public final class ChatHistory {
    private ChatHistory() {}

    /** The file, which nobody else may read; empty where it cannot be written. */
    public static Optional<Path> file(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder = (state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state)).resolve("cria");
        Path file = folder.resolve("chat-history");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.createFile(
                            file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                } else {
                    Files.createFile(file);
                }
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a chat without a history is better than none
        }
    }
}
