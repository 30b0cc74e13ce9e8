package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsKernel;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Weight;

/** What rows promise by themselves: every length, any offset, values to the bit, and the same sum whatever was read before. */
final class RowsContract {
    private static final int ROWS = 3;
    private static final double EPSILON = Math.ulp(1f) / 2;
    private static final int FEWEST_TERMS = 64;
    /** As many times what independent roundings explain as sums that cancel may need. */
    private static final double CANCELLING = 16;

    private RowsContract() {}

    /** What is wrong; empty where nothing is. */
    static List<Failure> failures(RowsKernel kernel) {
        Format format = kernel.format();
        int block = format.blockValues();
        List<Integer> lengths =
                block == 1 ? List.of(1, 2, 7, 31, 33, 100, 515) : List.of(block, 2 * block, 3 * block, 7 * block);
        try {
            for (int columns : lengths) {
                for (int offset : List.of(0, 1, 6)) {
                    Optional<String> wrong = wrong(kernel, columns, offset);
                    if (wrong.isPresent()) {
                        String kind = wrong.get().contains("again") ? Failure.UNSTEADY : Failure.VALUES;
                        return List.of(new Failure(kind, wrong.get(), List.of()));
                    }
                }
            }
            return List.of();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Failure.of(e);
        }
    }

    private static Optional<String> wrong(RowsKernel kernel, int columns, int offset) {
        Format format = kernel.format();
        try (Arena arena = Arena.ofConfined()) {
            Weight matrix = new SampleWeights(columns, arena).table(format, "rows", ROWS, columns);
            MemorySegment moved = arena.allocate(matrix.bytes() + offset);
            MemorySegment.copy(matrix.data(), 0, moved, offset, matrix.bytes());
            float[] x = new float[columns + 2];
            Random random = new Random(columns);
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            Rows rows = kernel.rows();
            float[] arranged = new float[rows.arrangedLength(columns)];
            rows.arrange(x, 1, columns, arranged);
            float[] first = new float[ROWS];
            for (int row = 0; row < ROWS; row++) {
                long at = offset + row * matrix.rowBytes();
                float[] values = new float[columns];
                format.decode(moved, at, values, 0, columns / format.blockValues());
                Optional<String> decoded = decoded(rows, moved, at, values);
                if (decoded.isPresent()) {
                    return decoded;
                }
                first[row] = rows.dot(moved, at, arranged, columns);
                Optional<String> product = product(values, x, first[row]);
                if (product.isPresent()) {
                    return Optional.of("dot of row " + row + " with " + columns + " values at byte " + offset + ": "
                            + product.get());
                }
            }
            return again(rows, matrix, moved, arranged, offset, first);
        }
    }

    private static Optional<String> decoded(Rows rows, MemorySegment weights, long at, float[] values) {
        float[] found = new float[values.length + 2];
        rows.decode(weights, at, found, 1, values.length);
        for (int i = 0; i < values.length; i++) {
            if (found[i + 1] != values[i] && !(Float.isNaN(found[i + 1]) && Float.isNaN(values[i]))) {
                return Optional.of("decode of " + values.length + " values: value " + i + " is " + found[i + 1]
                        + ", expected " + values[i]);
            }
        }
        return found[0] == 0 && found[values.length + 1] == 0
                ? Optional.empty()
                : Optional.of("decode of " + values.length + " values writes beside them");
    }

    private static Optional<String> product(float[] values, float[] x, float found) {
        double expected = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double term = (double) values[i] * x[i + 1];
            expected += term;
            squares += term * term;
        }
        double bound =
                CANCELLING * Math.sqrt(Math.max(FEWEST_TERMS, values.length)) * EPSILON * largest(values, x, squares);
        return Math.abs(found - expected) <= bound
                ? Optional.empty()
                : Optional.of(
                        "found " + found + ", expected " + (float) expected + ", rounding explains " + (float) bound);
    }

    /** Where a minimum is taken off sums, the parts are larger than the terms: as large as the norms of both factors. */
    private static double largest(float[] values, float[] x, double squares) {
        double ofValues = 0;
        double ofX = 0;
        for (int i = 0; i < values.length; i++) {
            ofValues = Math.max(ofValues, Math.abs(values[i]));
            ofX += (double) x[i + 1] * x[i + 1];
        }
        return Math.max(Math.sqrt(squares), 2 * ofValues * Math.sqrt(ofX));
    }

    private static Optional<String> again(
            Rows rows, Weight matrix, MemorySegment moved, float[] arranged, int offset, float[] first) {
        for (int row = ROWS - 1; row >= 0; row--) {
            float found = rows.dot(moved, offset + row * matrix.rowBytes(), arranged, matrix.columns());
            if (Float.floatToIntBits(found) != Float.floatToIntBits(first[row])) {
                return Optional.of(
                        "dot of row " + row + " again, after other rows: found " + found + ", at first " + first[row]);
            }
        }
        return Optional.empty();
    }
}
