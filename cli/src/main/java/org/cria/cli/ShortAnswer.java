package org.cria.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.cria.cli.version.Version;

/** What a program is asked most often, answered without building its command line: that takes most of such a start. */
final class ShortAnswer {
    private ShortAnswer() {}

    /** Prints the answer if there is one for these arguments, the same that the command line gives. */
    static boolean print(String[] arguments, PrintStream out) {
        if (arguments.length != 1) {
            return false;
        }
        switch (arguments[0]) {
            case "-h", "--help" -> out.writeBytes(help());
            case "-V", "--version" ->
                out.writeBytes((String.join("\n", new Version().getVersion()) + "\n").getBytes(StandardCharsets.UTF_8));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] help() {
        try (InputStream in = ShortAnswer.class.getResourceAsStream("help.txt")) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
