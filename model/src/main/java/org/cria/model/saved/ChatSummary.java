package org.cria.model.saved;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Transcript;

/**
 * What there is to know of a conversation without its model.
 *
 * @param model the name of its model's file
 * @param fingerprint of the model
 * @param exchanges of the branch that goes on, forgotten ones included
 */
public record ChatSummary(String model, String fingerprint, int exchanges) {
    /**
     * What a file is about.
     *
     * @throws CriaException if it is none of ours, or damaged
     */
    public static ChatSummary of(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SavedChat chat = ChatFile.header(file, SealedFile.open(file, channel));
            Transcript current = chat.branches().get(chat.current()).transcript();
            return new ChatSummary(
                    chat.model(),
                    chat.fingerprint(),
                    current.forgotten() + current.exchanges().size());
        } catch (IOException e) {
            throw new CriaException(file + ": the file cannot be read (" + ChatFile.reason(e) + ").", e);
        }
    }
}
