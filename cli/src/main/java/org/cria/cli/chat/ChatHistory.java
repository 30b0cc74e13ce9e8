package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cria.model.storage.PrivateFiles;

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
            PrivateFiles.createFolder(folder);
            PrivateFiles.open(file).close();
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a chat without a history is better than none
        }
    }
}
