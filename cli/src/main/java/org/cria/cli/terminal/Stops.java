package org.cria.cli.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Ctrl-Z: the process stops as others do, and something is done around it. */
public final class Stops {
    private static final String STOP = "TSTP";
    private static final String GO_ON = "CONT";
    private static final int OWN_GROUP = 0;

    private Stops() {}

    /**
     * Has something done around stops.
     *
     * @param before done before the process stops
     * @param after done when it goes on, also if it was stopped without being asked
     */
    public static void around(Runnable before, Runnable after) {
        Interrupts.onSignal(GO_ON, after);
        Interrupts.onSignal(STOP, () -> {
            before.run();
            try {
                stop();
            } finally {
                around(before, after);
                after.run();
            }
        });
    }

    /**
     * Stops this process and those that were started with it, such as a script that waits for it: what the system does at Ctrl-Z, where a
     * terminal is set so that it does.
     */
    public static void stopAll() {
        try {
            int _ = (int) function("kill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(OWN_GROUP, new Signal(STOP).getNumber());
        } catch (Throwable e) {
            throw new IllegalStateException("the processes cannot be stopped", e);
        }
    }

    /** Returns when the process goes on; at once where nobody could have it go on, and the system therefore does not stop it. */
    private static void stop() {
        Signal stop = new Signal(STOP);
        Signal.handle(new Signal(GO_ON), SignalHandler.SIG_DFL);
        Signal.handle(stop, SignalHandler.SIG_DFL);
        try {
            int _ = (int) function("raise", ValueLayout.JAVA_INT).invokeExact(stop.getNumber());
        } catch (Throwable e) {
            throw new IllegalStateException("the process cannot be stopped", e);
        }
    }

    /** A function of C's: the JDK raises no signal that it does not handle itself, and sends none to others. */
    private static MethodHandle function(String name, ValueLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }
}
