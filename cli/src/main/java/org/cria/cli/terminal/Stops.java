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
     * Returns when the process goes on; at once where nobody could have it go on, and the system therefore does not stop it. The JDK
     * raises no signal that it does not handle itself, so C's function does.
     */
    private static void stop() {
        Signal stop = new Signal(STOP);
        Signal.handle(new Signal(GO_ON), SignalHandler.SIG_DFL);
        Signal.handle(stop, SignalHandler.SIG_DFL);
        Linker linker = Linker.nativeLinker();
        MethodHandle raise = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("raise"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int _ = (int) raise.invokeExact(stop.getNumber());
        } catch (Throwable e) {
            throw new IllegalStateException("the process cannot be stopped", e);
        }
    }
}
