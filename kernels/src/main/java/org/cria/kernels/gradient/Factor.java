package org.cria.kernels.gradient;

import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.program.Weight;

/** One of two matrices that are multiplied, stored line by line. */
sealed interface Factor {
    /** Whether its lines are its columns. */
    boolean turned();

    /** Some lines, from one value to another. */
    Lines lines(int line, int count, int from, int values, float[] scratch);

    /** Values of {@link #lines} that must fit into scratch. */
    default boolean needsScratch() {
        return false;
    }

    /** How many values are decoded together, so that a range should begin and end at its multiples. */
    default int grain() {
        return 1;
    }

    /** Lines of f32: value {@code i} of line {@code l} is {@code values[start + l · stride + i]}. */
    @SuppressWarnings("ArrayRecordComponent") // a view, compared by nobody
    record Lines(float[] values, int start, int stride) {}

    /** A matrix in an array, whose lines are its rows. */
    static Factor of(float[] values, int start, int stride) {
        return new Floats(values, start, stride, false);
    }

    /** A weight. */
    static Factor of(Weight weight) {
        return new Encoded(weight, 0, false);
    }

    /** Rows of a weight from one on. */
    static Factor of(Weight weight, int firstRow) {
        return new Encoded(weight, firstRow, false);
    }

    /** The same with columns for rows. */
    Factor turn();

    /** Values as they are. */
    @SuppressWarnings("ArrayRecordComponent") // a view, compared by nobody
    record Floats(float[] values, int start, int stride, boolean turned) implements Factor {
        @Override
        public Lines lines(int line, int count, int from, int length, float[] scratch) {
            return new Lines(values, start + line * stride + from, stride);
        }

        @Override
        public Factor turn() {
            return new Floats(values, start, stride, !turned);
        }
    }

    /** Values of a weight in its format. */
    record Encoded(Weight weight, int firstRow, boolean turned) implements Factor {
        /** The largest block of a format. */
        private static final int LARGEST_BLOCK = 256;

        @Override
        public Lines lines(int line, int count, int from, int length, float[] scratch) {
            for (int i = 0; i < count; i++) {
                RowsByFormat.STANDARD
                        .vector(weight.format())
                        .decode(
                                weight.data(),
                                (firstRow + line + i) * weight.rowBytes()
                                        + weight.format().bytes(from),
                                scratch,
                                i * length,
                                length);
            }
            return new Lines(scratch, 0, length);
        }

        @Override
        public boolean needsScratch() {
            return true;
        }

        @Override
        public int grain() {
            return weight.format().blockValues() == 1 ? 1 : LARGEST_BLOCK;
        }

        @Override
        public Factor turn() {
            return new Encoded(weight, firstRow, !turned);
        }
    }
}
