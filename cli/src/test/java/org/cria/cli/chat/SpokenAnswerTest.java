package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thoughts are told from answers where an answer is shown. */
final class SpokenAnswerTest {
    @TempDir
    Path folder;

    private String shown(boolean styled, ChatSettings.Think think) throws IOException {
        Path file = TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(64).write(folder.resolve("tiny.gguf"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        try (Model model =
                        Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(64));
                PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream notesStream = new PrintStream(notes, true, StandardCharsets.UTF_8)) {
            Conversation conversation = new Conversation(
                    ChatTemplates.of("own", "{{ messages[-1].content }}<think></think>"),
                    model.tokenizer(),
                    new Room(64, 8, true));
            conversation.ask("x");
            Screen screen = new Screen(outStream, notesStream, styled, false, false, () -> 80);
            SpokenAnswer answer = new SpokenAnswer(screen, conversation.thoughts(), think);
            answer.print(5, "<think>hm");
            answer.print(5, "</think>yes");
            answer.finish("!");
        }
        return out.toString(StandardCharsets.UTF_8) + "|"
                + notes.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void thoughtsAreDimmedOrANoteOrNotShown() throws IOException {
        assertEquals("\033[2mhm\033[0m\n\nyes!|", shown(true, ChatSettings.Think.ON));
        assertEquals("yes!|hm", shown(false, ChatSettings.Think.ON));
        assertEquals("yes!|[ It thinks: /set think on shows it. ]", shown(false, ChatSettings.Think.HIDE));
    }
}
