package org.cria.cli.terminal;

/**
 * Code of others in this JVM that prints on {@link System#out}: what it has to say is no result, and goes where errors go.
 *
 * @param prefix of the names of its classes; empty where there is none
 */
record Strangers(String prefix) {
    static final Strangers NONE = new Strangers("");

    private static final String MODULE = "tornado.runtime";
    private static final String PREFIX = "uk.ac.manchester.tornado.";

    /** TornadoVM's runtime, where the JVM was started with it: it prints warnings, kernels and stack traces there. */
    static Strangers ofProcess() {
        return ModuleLayer.boot().findModule(MODULE).isPresent() ? new Strangers(PREFIX) : NONE;
    }

    /** Whether one of them is among the callers. */
    boolean arePrinting() {
        return !prefix.isEmpty()
                && StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().startsWith(prefix)));
    }
}
