package org.cria.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PromptProgressTest {
    @Test
    void theBarFillsTheWidthItIsGiven() {
        assertEquals("reading prompt  50 % [=====>    ] 64 of 128", PromptProgress.line("reading prompt", 64, 128, 43));
        for (int width = 10; width < 90; width++) {
            for (long done : new long[] {0, 1, 64, 127, 128}) {
                assertTrue(
                        PromptProgress.line("reading prompt", done, 128, width).length() <= width, "width " + width);
            }
        }
    }

    @Test
    void whatTakesLessThanASecondShowsNothing() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (PromptProgress progress = new PromptProgress("reading prompt", true, stream, () -> 80)) {
            progress.show(0, 100);
            progress.show(50, 100);
            progress.show(100, 100);
        }
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aLongTaskShowsItsBarAndLeavesAnEmptyLine() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (PromptProgress progress = new PromptProgress("reading prompt", true, stream, () -> 40)) {
            progress.show(0, 100);
            long end = System.nanoTime() + 20_000_000_000L;
            while (out.size() == 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            progress.show(50, 100);
        }
        String shown = out.toString(StandardCharsets.UTF_8);
        assertTrue(shown.startsWith("\rreading prompt   0 % ["), shown);
        assertTrue(shown.contains("\rreading prompt  50 % ["), shown);
        assertTrue(shown.endsWith("\r" + " ".repeat(39) + "\r"), shown);
    }
}
