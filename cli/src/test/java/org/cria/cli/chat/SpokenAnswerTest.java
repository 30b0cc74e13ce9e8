package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cria.model.chat.Thoughts;
import org.junit.jupiter.api.Test;

/** Thoughts are told from answers where an answer is shown. */
final class SpokenAnswerTest {
    private static String shown(boolean styled, ChatSettings.Think think) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream notesStream = new PrintStream(notes, true, StandardCharsets.UTF_8)) {
            Screen screen = new Screen(outStream, notesStream, styled, false, false, () -> 80);
            SpokenAnswer answer = new SpokenAnswer(screen, think, Optional.empty());
            answer.print(new Thoughts.Part("hm", true));
            answer.print(new Thoughts.Part("yes", false));
            answer.print(new Thoughts.Part("!", false));
            answer.finish();
        }
        return out.toString(StandardCharsets.UTF_8) + "|"
                + notes.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void thoughtsAreDimmedOrANoteOrNotShown() {
        assertEquals("\033[2mhm\033[0m\n\nyes!|", shown(true, ChatSettings.Think.ON));
        assertEquals("yes!|hm", shown(false, ChatSettings.Think.ON));
        assertEquals("yes!|[ It thinks: /set think on shows it. ]", shown(false, ChatSettings.Think.HIDE));
    }
}
