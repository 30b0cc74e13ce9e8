package org.cria.kernels.lab;

import java.util.List;

/**
 * A kernel as it is written.
 *
 * @param name of the file, {@code OwnRmsNorm.java}
 * @param text Java
 */
public record KernelFile(String name, String text) {
    /** The class that a file of this name holds. */
    String className() {
        return name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name;
    }

    /** Its lines, the first of which is number 1. */
    List<String> lines() {
        return text.lines().toList();
    }

    /** A line without the space around it; empty where there is no such line. */
    String line(int number) {
        List<String> lines = lines();
        return number < 1 || number > lines.size() ? "" : lines.get(number - 1).strip();
    }
}
