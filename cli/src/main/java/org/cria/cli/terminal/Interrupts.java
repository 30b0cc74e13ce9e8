package org.cria.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the running command is asked to stop and gets a moment to finish its output before the JVM goes down
 * with the signal's exit code.
 */
public final class Interrupts {
    private static final long GRACE_SECONDS = 3;
    private static final int CTRL_C_EXIT_CODE = 130;
    private static final CountDownLatch DONE = new CountDownLatch(1);

    private Interrupts() {}

    /** Calls {@code stop} when the process is asked to end. */
    public static void onInterrupt(Runnable stop) {
        onEnd(() -> {
            stop.run();
            return true;
        });
    }

    /** Calls {@code stop} when the process is asked to end; there is nothing to wait for if it returns false. */
    public static void onEnd(BooleanSupplier stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop), "cria-interrupt"));
    }

    /**
     * Calls {@code stop} at Ctrl-C, and the process lives on if it returns true. The JDK offers {@link Signal} alone for this;
     * where it has none, Ctrl-C ends the process as usual.
     */
    public static void onCtrlC(BooleanSupplier stop) {
        try {
            Signal.handle(new Signal("INT"), signal -> {
                if (!stop.getAsBoolean()) {
                    leave();
                }
            });
        } catch (IllegalArgumentException e) {
            // The JVM does not hand out this signal: -Xrs, or a platform without it.
        }
    }

    /** Ends the process as Ctrl-C does. */
    public static void leave() {
        System.err.println(); // the terminal's ^C stands on this line
        System.exit(CTRL_C_EXIT_CODE);
    }

    private static void stopAndWait(BooleanSupplier stop) {
        if (!stop.getAsBoolean()) {
            return;
        }
        try {
            boolean inTime = DONE.await(GRACE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("cria: stopped before the current batch was done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called when the command's output is complete. */
    public static void finished() {
        DONE.countDown();
    }
}
