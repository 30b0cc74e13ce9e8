package org.cria.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** How wide the terminal is, asked anew when it says that it has another size. The JDK does not know; {@code stty} does. */
public final class TerminalWidth implements IntSupplier {
    private static final int USUAL = 80;
    private static final long PATIENCE_MILLIS = 500;

    private volatile int columns = -1;

    public TerminalWidth() {
        Interrupts.onSignal("WINCH", () -> columns = -1);
    }

    @Override
    public int getAsInt() {
        if (columns < 0) {
            columns = ask();
        }
        return columns;
    }

    private static int ask() {
        File terminal = new File("/dev/tty");
        if (!terminal.canRead()) {
            return USUAL;
        }
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroy();
                return USUAL;
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int width = answer.matches("\\d{1,4} \\d{1,4}") ? Integer.parseInt(answer.split(" ", -1)[1]) : 0;
            return width > 0 ? width : USUAL;
        } catch (IOException e) {
            return USUAL; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
