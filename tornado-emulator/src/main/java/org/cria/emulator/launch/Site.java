package org.cria.emulator.launch;

/**
 * A place in kernel code.
 *
 * @param method   class and method, as in {@code Kernels.sum}
 * @param file     source file
 * @param line     line in it
 * @param variable that holds the array made here; empty for other places, and where no variable does
 */
public record Site(String method, String file, int line, String variable) {
    /** File and line. */
    public String place() {
        return file + ":" + line;
    }

    /** What findings call the array made here. */
    String array() {
        return variable.isEmpty() ? "array of " + place() : variable;
    }
}
