package org.cria.kernels.lab;

/**
 * Something that is wrong with a kernel.
 *
 * @param kind in a few words, {@code data race}
 * @param line of the file; 0 where none is known
 * @param code what stands in that line
 * @param message what was found and expected, and what to do
 */
public record Fault(String kind, int line, String code, String message) {
    /** The same at a line of a file. */
    Fault at(KernelFile file, int number) {
        return new Fault(kind, number, file.line(number), message);
    }
}
