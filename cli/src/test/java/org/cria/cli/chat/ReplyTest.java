package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.testmodels.TinyModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplyTest {
    @TempDir
    Path folder;

    @Test
    void anEmojiThatIsSplitOverTokensAppearsWhole() throws IOException {
        Path file = TinyModel.seeded(3).dim(32).ffn(32).layers(1).write(folder.resolve("tiny.gguf"));
        try (Model model = Model.open(file, ModelOptions.defaults().withThreads(1))) {
            Tokenizer tokenizer = model.tokenizer();
            int[] tokens = tokenizer.encode("a🦙字 👩‍🌾.");
            assertTrue(tokens.length > 20, "the vocabulary has these characters as bytes only");
            for (@Nullable Markdown style : new @Nullable Markdown[] {null, new Markdown()}) {
                Reply reply = new Reply(tokenizer.continuation(), style);
                StringBuilder shown = new StringBuilder();
                for (int token : tokens) {
                    String fresh = reply.feed(token);
                    assertTrue(fresh.indexOf('\uFFFD') < 0, "half a character was shown");
                    assertTrue(
                            fresh.isEmpty() || !Character.isHighSurrogate(fresh.charAt(fresh.length() - 1)),
                            "half a character was shown");
                    shown.append(fresh);
                }
                assertEquals("a🦙字 👩‍🌾.", shown + reply.finish());
            }
        }
    }
}
