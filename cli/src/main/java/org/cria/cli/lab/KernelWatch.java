package org.cria.cli.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;

/**
 * Does something with a file now, and again whenever it is saved.
 *
 * @param file to look at
 * @param out where the outcome goes
 */
public record KernelWatch(Path file, PrintStream out) {
    private static final int PAUSE_MILLIS = 100;

    /** A state of the file: editors write a new one in its place, or into it. */
    private record State(long time, long size) {
        static State of(Path file) {
            try {
                return new State(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
            } catch (IOException e) {
                return new State(0, -1); // between two saves it may be gone
            }
        }
    }

    /**
     * Goes on until the thread is interrupted, or {@code goesOn} is false after an outcome.
     *
     * @param outcome for people; what it throws for users is told, and ends nothing
     */
    public void run(Supplier<String> outcome, BooleanSupplier goesOn) throws InterruptedException {
        while (true) {
            State seen = State.of(file);
            try {
                out.println(outcome.get());
            } catch (CriaException e) {
                out.println(Wording.of(e) + "\n");
            }
            out.println("[ " + file + " is watched: save it to run it again, Ctrl-C ends. ]");
            out.flush();
            if (!goesOn.getAsBoolean()) {
                return;
            }
            awaitSave(seen);
        }
    }

    /** A save may take several writes: it is over once the file stays as it is for a while. */
    private void awaitSave(State seen) throws InterruptedException {
        State now = seen;
        State before;
        do {
            before = now;
            Thread.sleep(PAUSE_MILLIS);
            now = State.of(file);
        } while (now.equals(seen) || !now.equals(before) || now.size < 0);
    }
}
