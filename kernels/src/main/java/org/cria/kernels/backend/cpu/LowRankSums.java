package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;

/** The second matrix of a low-rank tweak, turned: a row for each of its few columns, so that whole vectors of sums are added to. */
sealed interface LowRankSums {
    /**
     * Adds to sums.
     *
     * @param low the numbers that rows are multiplied with, from {@code at} on
     * @param column of the first sum
     * @param count of the sums
     * @param start in {@code sums}, of the first
     */
    void add(float[] low, int at, int column, int count, float[] sums, int start);

    /**
     * The matrix, turned.
     *
     * @param kernels machine code, for a matrix in fp16 whose rows are whole pieces
     */
    static LowRankSums of(Weight b, Optional<HalfKernels> kernels, Arithmetic arithmetic) {
        return kernels.<LowRankSums>map(k -> Pieces.of(b, k)).orElseGet(() -> Floats.of(b, arithmetic));
    }

    /**
     * Row after row.
     *
     * @param turned [columns of b, rows of b]
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Floats(float[] turned, int rank, int length, Arithmetic arithmetic) implements LowRankSums {
        static Floats of(Weight b, Arithmetic arithmetic) {
            float[] row = new float[b.columns()];
            float[] turned = new float[Math.multiplyExact(b.rows(), b.columns())];
            for (int r = 0; r < b.rows(); r++) {
                HalfFactor.decode(b, r, row);
                for (int c = 0; c < row.length; c++) {
                    turned[c * b.rows() + r] = row[c];
                }
            }
            return new Floats(turned, b.columns(), b.rows(), arithmetic);
        }

        @Override
        public void add(float[] low, int at, int column, int count, float[] sums, int start) {
            arithmetic.addWeighted(low, at, rank, turned, column, length, sums, start, count);
        }
    }

    /**
     * Piece after piece, as machine code reads them: rows that are thousands of bytes apart share places of the first-level cache, and no
     * processor fetches sixteen of them ahead.
     *
     * @param rows see {@link HalfKernels#addRows}
     */
    record Pieces(MemorySegment rows, int rank, HalfKernels kernels) implements LowRankSums {
        static Pieces of(Weight b, HalfKernels kernels) {
            int rank = b.columns();
            MemorySegment rows = Arena.ofAuto().allocate(b.data().byteSize(), 64);
            for (int r = 0; r < b.rows(); r++) {
                for (int c = 0; c < rank; c++) {
                    int piece = r / HalfKernels.PIECE * rank + c;
                    long to = (long) piece * HalfKernels.PIECE + r % HalfKernels.PIECE;
                    rows.setAtIndex(Little.SHORT, to, b.data().getAtIndex(Little.SHORT, (long) r * rank + c));
                }
            }
            return new Pieces(rows, rank, kernels);
        }

        @Override
        public void add(float[] low, int at, int column, int count, float[] sums, int start) {
            long offset = (long) column * rank * Short.BYTES;
            kernels.addRows(rows, offset, count / HalfKernels.PIECE, rank, low, at, sums, start);
        }
    }
}
