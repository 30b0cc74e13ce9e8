package org.cria.kernels.gradient;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Weight;

/** One of two matrices that are multiplied, stored line by line. */
sealed interface Factor {
    /** Whether its lines are its columns. */
    boolean turned();

    /** Some lines, from one value to another. */
    Lines lines(int line, int count, int from, int values, float[] scratch);

    /** Whether {@link #lines} needs as much scratch as it has values. */
    default boolean needsScratch() {
        return false;
    }

    /** Lines of f32: value {@code i} of line {@code l} is number {@code start + l · stride + i} in memory. */
    record Lines(MemorySegment memory, long start, int stride) {
        /** The same from a later value on. */
        Lines from(int value) {
            return new Lines(memory, start + value, stride);
        }
    }

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
            return new Lines(MemorySegment.ofArray(values), start + (long) line * stride + from, stride);
        }

        @Override
        public Factor turn() {
            return new Floats(values, start, stride, !turned);
        }
    }

    /** Values of a weight in its format. */
    record Encoded(Weight weight, int firstRow, boolean turned) implements Factor {
        @Override
        public Lines lines(int line, int count, int from, int length, float[] scratch) {
            if (!needsScratch()) {
                long start = (long) (firstRow + line) * weight.columns() + from;
                return new Lines(weight.data(), start, weight.columns());
            }
            for (int i = 0; i < count; i++) {
                Exponentials.rows(weight.format())
                        .decode(
                                weight.data(),
                                (firstRow + line + i) * weight.rowBytes()
                                        + weight.format().bytes(from),
                                scratch,
                                i * length,
                                length);
            }
            return new Lines(MemorySegment.ofArray(scratch), 0, length);
        }

        @Override
        public boolean needsScratch() {
            return !weight.format().equals(Formats.F32);
        }

        @Override
        public Factor turn() {
            return new Encoded(weight, firstRow, !turned);
        }
    }
}
