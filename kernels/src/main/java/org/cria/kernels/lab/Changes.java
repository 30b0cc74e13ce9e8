package org.cria.kernels.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * In which lines a file differs from what it began as.
 *
 * @param before lines of the beginning
 * @param after lines of the file
 * @param hunks where they differ, in order
 */
record Changes(List<String> before, List<String> after, List<Hunk> hunks) {
    /**
     * Lines that stand in place of others, counted from 0.
     *
     * @param fromBefore first of the beginning's
     * @param toBefore after the last of these
     * @param fromAfter first of the file's
     * @param toAfter after the last of these
     */
    record Hunk(int fromBefore, int toBefore, int fromAfter, int toAfter) {}

    /** Between two texts; lines that differ in space around them alone are the same. */
    static Changes between(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        return new Changes(old, now, hunks(old, now));
    }

    /** The file with the beginning's lines in place of one hunk. */
    String without(Hunk reverted) {
        List<String> lines = new ArrayList<>(after.subList(0, reverted.fromAfter));
        lines.addAll(before.subList(reverted.fromBefore, reverted.toBefore));
        lines.addAll(after.subList(reverted.toAfter, after.size()));
        return String.join("\n", lines) + "\n";
    }

    /** The beginning with one hunk of the file. */
    String only(Hunk kept) {
        List<String> lines = new ArrayList<>(before.subList(0, kept.fromBefore));
        lines.addAll(after.subList(kept.fromAfter, kept.toAfter));
        lines.addAll(before.subList(kept.toBefore, before.size()));
        return String.join("\n", lines) + "\n";
    }

    /** The line of the file that a hunk is told by, from 1: its first that says something, or the one before a gap. */
    int line(Hunk hunk) {
        for (int at = hunk.fromAfter; at < hunk.toAfter; at++) {
            if (!after.get(at).isBlank()) {
                return at + 1;
            }
        }
        return Math.max(1, hunk.fromAfter);
    }

    private static List<Hunk> hunks(List<String> old, List<String> now) {
        int[][] common = common(old, now);
        List<Hunk> hunks = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && same(old.get(i), now.get(j))) {
                i++;
                j++;
                continue;
            }
            int fromOld = i;
            int fromNow = j;
            while ((i < old.size() || j < now.size())
                    && !(i < old.size() && j < now.size() && same(old.get(i), now.get(j)))) {
                if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                    i++;
                } else {
                    j++;
                }
            }
            hunks.add(new Hunk(fromOld, i, fromNow, j));
        }
        return hunks;
    }

    private static boolean same(String a, String b) {
        return a.strip().equals(b.strip());
    }

    /** [i][j] how many lines the rest of both has in common, at most. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = same(old.get(i), now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
