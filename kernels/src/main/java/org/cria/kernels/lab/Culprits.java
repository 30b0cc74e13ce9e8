package org.cria.kernels.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.cria.kernels.CriaException;

/**
 * Finds the lines that make values wrong: each change of a file is taken back by itself, and where the kernel is right without it, that
 * is the one.
 *
 * @param file that is wrong
 * @param beginning the kernel in use as a file, which it began as
 */
record Culprits(KernelFile file, KernelFile beginning) {
    /** A file with more changes is somebody's own work, of which no part can be taken back alone. */
    private static final int MOST_CHANGES = 16;

    /**
     * Lines that are to blame, from 1; empty where none is by itself.
     *
     * @param isRight whether a kernel passes
     */
    List<Integer> lines(Predicate<KernelFile> isRight) {
        Changes changes = Changes.between(beginning.text(), file.text());
        if (changes.hunks().size() > MOST_CHANGES) {
            return List.of();
        }
        List<Integer> lines = new ArrayList<>();
        for (Changes.Hunk hunk : changes.hunks()) {
            if (passes(changes.without(hunk), isRight)) {
                lines.add(changes.line(hunk));
            }
        }
        if (lines.isEmpty() && changes.hunks().size() > 1) {
            for (Changes.Hunk hunk : changes.hunks()) {
                if (fails(changes.only(hunk), isRight)) {
                    lines.add(changes.line(hunk));
                }
            }
        }
        return lines;
    }

    private boolean passes(String text, Predicate<KernelFile> isRight) {
        try {
            return isRight.test(new KernelFile(file.name(), text));
        } catch (CriaException e) {
            return false; // does not compile without its other changes
        }
    }

    private boolean fails(String text, Predicate<KernelFile> isRight) {
        try {
            return !isRight.test(new KernelFile(file.name(), text));
        } catch (CriaException e) {
            return false;
        }
    }
}
