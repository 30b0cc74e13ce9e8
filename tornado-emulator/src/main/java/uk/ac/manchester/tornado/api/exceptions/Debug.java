package uk.ac.manchester.tornado.api.exceptions;

/** Prints from kernels: TornadoVM's {@code Debug}. */
public class Debug {
    public Debug() {}

    /** Prints in a kernel, as C's function does; on the host it prints nothing. */
    public static void printf(String format, Object... values) {}
}
