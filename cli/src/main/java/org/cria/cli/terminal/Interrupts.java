package org.cria.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the running command is asked to stop and gets a moment to finish its output before the JVM goes down
 * with the signal's exit code. A second Ctrl-C makes that moment short, a third ends it.
 */
public final class Interrupts {
    /** The exit code of a command that Ctrl-C ended. */
    public static final int EXIT_CODE = 130;

    /** What ends within this time needs no word that says so. */
    private static final Duration PATIENCE = Duration.ofMillis(25);

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration SHORT_GRACE = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final CountDownLatch DONE = new CountDownLatch(1);
    /** How often somebody wanted to leave. */
    private static final AtomicInteger LEAVING = new AtomicInteger();

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
        onEnd(stop, () -> {});
    }

    /**
     * The same.
     *
     * @param last what is done last, whether or not the command came to its end in time
     */
    public static void onEnd(BooleanSupplier stop, Runnable last) {
        Runnable end = () -> {
            try {
                stopAndWait(stop);
            } finally {
                last.run();
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(end, "cria-interrupt"));
        onCtrlC(() -> false);
    }

    /** Calls {@code stop} at Ctrl-C, and the process lives on if it returns true. */
    public static void onCtrlC(BooleanSupplier stop) {
        onSignal("INT", () -> {
            if (!stop.getAsBoolean()) {
                leave();
            }
        });
    }

    /**
     * Has something done when the system sends a signal. The JDK offers {@link Signal} alone for this; where it has none of this name,
     * the system does what it always does.
     *
     * @param name without SIG
     */
    public static void onSignal(String name, Runnable call) {
        try {
            Signal.handle(new Signal(name), signal -> call.run());
        } catch (IllegalArgumentException e) {
            // The JVM does not hand out this signal: -Xrs, or a platform without it.
        }
    }

    /** Ends the process as Ctrl-C does; the second time it waits less for what is at work, the third time not at all. */
    public static void leave() {
        int times = LEAVING.incrementAndGet();
        if (times == 1) {
            System.err.println(); // the terminal's ^C stands on this line
            System.exit(EXIT_CODE);
        } else if (times > 2) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** Says something unless it is out of date in a moment. */
    public static void unlessSoon(BooleanSupplier outdated, Runnable word) {
        Thread.ofPlatform().daemon().name("cria-word").start(() -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!outdated.getAsBoolean()) {
                word.run();
            }
        });
    }

    private static void stopAndWait(BooleanSupplier stop) {
        if (!stop.getAsBoolean()) {
            return;
        }
        unlessSoon(
                () -> DONE.getCount() == 0 || LEAVING.get() != 1,
                () -> System.err.println("[ Stopping. Ctrl-C again leaves at once. ]"));
        long start = System.nanoTime();
        try {
            while (!DONE.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean hurries = LEAVING.get() > 1;
                if (System.nanoTime() - start > (hurries ? SHORT_GRACE : GRACE).toNanos()) {
                    if (!hurries) {
                        System.err.println("cria: stopped before the current batch was done");
                    }
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called when the command's output is complete. */
    public static void finished() {
        DONE.countDown();
    }

    /** Whether somebody pressed Ctrl-C to have the process end. */
    public static boolean isLeaving() {
        return LEAVING.get() > 0;
    }
}
