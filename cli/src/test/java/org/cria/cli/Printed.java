package org.cria.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.cria.cli.terminal.Interrupts;
import picocli.CommandLine;

/** What a command printed in this JVM, byte for byte, and its exit code. */
record Printed(int exitCode, String out, String err) {
    /** @param input what comes from the pipe */
    static Printed of(String input, String... arguments) {
        return of(Main::commandLine, input, arguments);
    }

    /** The same with one command alone, which takes less time, and which remembers where its errors go. */
    static Printed of(Supplier<CommandLine> line, String input, String... arguments) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int exitCode = line.get().execute(arguments);
            Interrupts.finished();
            return new Printed(
                    exitCode, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }
}
