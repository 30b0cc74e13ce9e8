package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContextBarTest {
    @TempDir
    Path folder;

    @Test
    void theBarFitsEveryWidthAndCountsEveryToken() throws IOException {
        Path file = TinyModel.seeded(3).dim(32).ffn(32).layers(1).write(folder.resolve("tiny.gguf"));
        try (Model model = Model.open(file, ModelOptions.defaults().withThreads(1))) {
            for (String template : new String[] {"llama2", "chatml"}) {
                Conversation conversation =
                        new Conversation(ChatTemplates.named(template), model.tokenizer(), new Room(200, 20, true));
                assertTrue(ContextBar.of(conversation, 80).contains("0 of 200 tokens (0 %)"));
                conversation.pin("be kind");
                for (int turn = 0; turn < 12; turn++) {
                    conversation.ask("turn " + turn);
                    conversation.append(17);
                    int tokens = conversation.prompt().length;
                    assertEquals(
                            tokens,
                            conversation.shares().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum(),
                            template);
                    for (int width : new int[] {1, 20, 40, 67, 200}) {
                        String bar = ContextBar.of(conversation, width)
                                .lines()
                                .findFirst()
                                .orElse("");
                        assertEquals(Math.clamp(width - 3, 10, 64) + 2, bar.length(), bar);
                    }
                }
                assertTrue(ContextBar.of(conversation, 80).contains("; forgotten: "), template);
            }
        }
    }
}
