package org.cria.emulator.lint;

/**
 * One place in a kernel that TornadoVM gets wrong or refuses.
 *
 * @param rule   what is wrong there
 * @param method class and method that hold the place, as in {@code Kernels.sum}
 * @param file   source file, without folders; the class's name where its class file does not tell
 * @param line   in it; 0 where the class file does not tell
 * @param found  the code in question, in a few words
 */
public record LintFinding(LintRule rule, String method, String file, int line, String found)
        implements Comparable<LintFinding> {
    /** File and line. */
    public String place() {
        return file + ":" + line;
    }

    /** Place, what was found, what comes of it, what to write instead. */
    @Override
    public String toString() {
        return place() + ": " + found + " (" + method + "). " + rule.outcome() + " " + rule.instead() + " [" + rule.id()
                + "]";
    }

    @Override
    public int compareTo(LintFinding other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
        int byRule = byLine != 0 ? byLine : rule.compareTo(other.rule);
        return byRule != 0 ? byRule : found.compareTo(other.found);
    }
}
