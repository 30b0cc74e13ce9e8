package org.cria.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    /** Takes so many bytes, and then fails. */
    private static final class Full extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final String reason;
        private int room;

        Full(int room, String reason) {
            this.room = room;
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            if (room-- <= 0) {
                throw new IOException(reason);
            }
            taken.write(b);
        }
    }

    @Test
    void whatFitsIsNoComplaint() {
        assertEquals(Optional.empty(), printed(new Full(100, "No space left on device"), false));
    }

    @Test
    void aFullDiskIsTold() {
        String complaint =
                printed(new Full(4, "No space left on device"), false).orElseThrow();
        assertTrue(complaint.startsWith("standard output cannot be written (No space left on device)"), complaint);
    }

    @Test
    void aReaderThatHadEnoughIsNot() {
        assertEquals(Optional.empty(), printed(new Full(4, "Broken pipe"), false));
        assertEquals(Optional.empty(), printed(new Full(4, "in another language"), true));
    }

    @Test
    void whatOthersPrintIsNoResult() {
        ByteArrayOutputStream results = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(
                new StandardOutput(results, () -> false, new Strangers(Driver.class.getName())),
                false,
                StandardCharsets.UTF_8);
        out.print("ours");
        PrintStream err = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            Driver.warn(out);
        } finally {
            System.setErr(err);
        }
        out.print(", ours");
        assertEquals("ours, ours", results.toString(StandardCharsets.UTF_8));
        assertEquals("[WARNING] deoptimizing\n", errors.toString(StandardCharsets.UTF_8));
    }

    private static final class Driver {
        static void warn(PrintStream out) {
            out.print("[WARNING] deoptimizing\n");
        }
    }

    @Test
    void nothingFollowsAHole() {
        Full full = new Full(4, "No space left on device");
        StandardOutput output = new StandardOutput(full, () -> false);
        PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
        out.print("some");
        out.print(" words");
        full.room = 100;
        out.print(" more");
        assertTrue(out.checkError());
        assertEquals("some", full.taken.toString(StandardCharsets.UTF_8));
    }

    private static Optional<String> printed(OutputStream to, boolean pipe) {
        StandardOutput output = new StandardOutput(to, () -> pipe);
        new PrintStream(output, true, StandardCharsets.UTF_8).println("some words");
        return output.complaint();
    }
}
