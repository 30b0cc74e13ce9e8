package org.cria.kernels.backend;

import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.cria.kernels.program.Weight;

/**
 * Sums of the squares of what matrices are multiplied with, column by column: by them errors in columns are weighed when a model is
 * quantised. A backend that {@linkplain Backend#observing observes} adds to them in every pass. What it adds is kept or dropped by whoever
 * runs the passes, so that a text that was not read to its end leaves nothing.
 */
public final class InputSquares {
    private final Function<Weight, Optional<String>> naming;
    private final SortedMap<String, Sums> sums = new TreeMap<>();

    /** @param naming under which name a weight's inputs are summed; empty for those that are of no interest */
    public InputSquares(Function<Weight, Optional<String>> naming) {
        this.naming = naming;
    }

    /**
     * Where the inputs of a weight are summed; empty if they are of no interest.
     *
     * @param matrices of one size that the weight consists of, more than one for experts
     */
    public synchronized Optional<Sums> of(Weight w, int matrices) {
        return naming.apply(w).map(name -> sums.computeIfAbsent(name, _ -> new Sums(matrices, w.columns())));
    }

    /** By name; not while a pass runs. */
    public SortedMap<String, Sums> all() {
        return Collections.unmodifiableSortedMap(sums);
    }

    /** Keeps what was added since this was last called. */
    public void keep() {
        sums.values().forEach(Sums::keep);
    }

    /** Drops what was added since {@link #keep}. */
    public void drop() {
        sums.values().forEach(Sums::drop);
    }

    /** The sums of one weight. */
    public static final class Sums {
        private final int columns;
        private final double[] squares;
        private final long[] counts;
        private final double[] newSquares;
        private final long[] newCounts;

        private Sums(int matrices, int columns) {
            this.columns = columns;
            this.squares = new double[Math.multiplyExact(matrices, columns)];
            this.counts = new long[matrices];
            this.newSquares = new double[squares.length];
            this.newCounts = new long[matrices];
        }

        public int columns() {
            return columns;
        }

        /** [matrices] rows that went into each. */
        public long[] counts() {
            return counts.clone();
        }

        /** [matrices, columns] the sums that were kept. */
        public double[] squares() {
            return squares.clone();
        }

        /** Counts a row. */
        public void count(int matrix) {
            newCounts[matrix]++;
        }

        /**
         * Adds the squares of some columns of a row; others may be added by other threads meanwhile.
         *
         * @param x holds [columns] at {@code offset}
         * @param from the first of the columns
         * @param to after the last
         */
        public void add(int matrix, float[] x, int offset, int from, int to) {
            int start = matrix * columns;
            for (int c = from; c < to; c++) {
                double value = x[offset + c];
                newSquares[start + c] += value * value;
            }
        }

        private void keep() {
            for (int i = 0; i < squares.length; i++) {
                squares[i] += newSquares[i];
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] += newCounts[i];
            }
            drop();
        }

        private void drop() {
            Arrays.fill(newSquares, 0);
            Arrays.fill(newCounts, 0);
        }
    }
}
