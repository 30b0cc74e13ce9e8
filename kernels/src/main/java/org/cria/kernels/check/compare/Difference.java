package org.cria.kernels.check.compare;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Step;

/**
 * How far a device's matrix is from the CPU's.
 *
 * @param what the buffer, or {@code cached keys} and {@code cached values}, whose rows are cells
 * @param error of the worst row: the norm of the difference, relative to the norm of the CPU's; infinite where a value is none
 * @param tolerance of the error
 * @param worstRow where the error is largest
 * @param worstColumn of that row, where a value is furthest off
 * @param found there on the device
 * @param expected there
 * @param wrongRows rows beyond the tolerance
 * @param wrongColumns columns with a value in these rows that is off by more than rounding
 * @param notNumbers how many of the device's values are NaN or infinite, and not on the CPU
 */
public record Difference(
        String what,
        int rows,
        int columns,
        double error,
        double tolerance,
        int worstRow,
        int worstColumn,
        float found,
        float expected,
        BitSet wrongRows,
        BitSet wrongColumns,
        int notNumbers) {
    /** A value is wrong by itself if it is off by so many times what the tolerance leaves each value of a row. */
    private static final double OUTLIER = 4;

    /** Whether all rows are within the tolerance. */
    public boolean isFine() {
        return error <= tolerance;
    }

    /** The furthest off of all that an operator has written. */
    public static Difference worst(List<Step> steps, KvShape kv, Settings settings, Values expected, Values found) {
        List<Difference> all = new ArrayList<>();
        for (Map.Entry<Buffer, float[]> entry : expected.buffers().entrySet()) {
            Buffer buffer = entry.getKey();
            all.add(of(
                    "buffer '" + buffer.name() + "'",
                    buffer.columns(),
                    Tolerance.of(steps, settings),
                    entry.getValue(),
                    found.of(buffer)));
        }
        if (expected.cache().length > 0) {
            double tolerance = Tolerance.ofCache(steps, settings);
            int columns = kv.of(steps).columns(0);
            long keyBytes = settings.keys().bytes(columns);
            long valueBytes = settings.values().bytes(columns);
            long cell = keyBytes + valueBytes;
            all.add(of(
                    "cached keys",
                    columns,
                    tolerance,
                    decoded(expected.cache(), settings.keys(), 0, cell, columns),
                    decoded(found.cache(), settings.keys(), 0, cell, columns)));
            all.add(of(
                    "cached values",
                    columns,
                    tolerance,
                    decoded(expected.cache(), settings.values(), keyBytes, cell, columns),
                    decoded(found.cache(), settings.values(), keyBytes, cell, columns)));
        }
        return all.stream()
                .max((a, b) -> Double.compare(a.error / a.tolerance, b.error / b.tolerance))
                .orElseThrow();
    }

    /** What differs in any bit: the first buffer that does, or the cache; empty where nothing does. */
    public static Optional<String> inBits(Values a, Values b) {
        for (Buffer buffer : a.buffers().keySet()) {
            if (!Arrays.equals(a.of(buffer), b.of(buffer))) {
                return Optional.of("buffer '" + buffer.name() + "'");
            }
        }
        return Arrays.equals(a.cache(), b.cache()) ? Optional.empty() : Optional.of("the cache");
    }

    private static float[] decoded(byte[] cache, Format format, long from, long cellBytes, int columns) {
        int cells = Math.toIntExact(cache.length / cellBytes);
        float[] values = new float[cells * columns];
        for (int cell = 0; cell < cells; cell++) {
            format.decode(
                    MemorySegment.ofArray(cache),
                    cell * cellBytes + from,
                    values,
                    cell * columns,
                    columns / format.blockValues());
        }
        return values;
    }

    /**
     * Compares row by row.
     *
     * @param expected [rows, columns]
     * @param found [rows, columns]
     */
    static Difference of(String what, int columns, double tolerance, float[] expected, float[] found) {
        int rows = expected.length / columns;
        BitSet wrongRows = new BitSet();
        BitSet wrongColumns = new BitSet();
        int notNumbers = 0;
        double largest = -1;
        int worstRow = 0;
        for (int row = 0; row < rows; row++) {
            double norm = norm(expected, row, columns);
            double error = norm(expected, found, row, columns);
            double relative = Double.isFinite(error) ? (error == 0 ? 0 : error / norm) : Double.POSITIVE_INFINITY;
            if (relative > tolerance) {
                wrongRows.set(row);
                double outlier = OUTLIER * tolerance * norm / Math.sqrt(columns);
                for (int c = 0; c < columns; c++) {
                    int at = row * columns + c;
                    if (!(Math.abs(found[at] - expected[at]) <= outlier)) {
                        wrongColumns.set(c);
                    }
                    notNumbers += Float.isFinite(expected[at]) && !Float.isFinite(found[at]) ? 1 : 0;
                }
            }
            if (relative > largest) {
                largest = relative;
                worstRow = row;
            }
        }
        int worst = worstColumn(expected, found, worstRow, columns);
        int at = worstRow * columns + worst;
        return new Difference(
                what,
                rows,
                columns,
                Math.max(0, largest),
                tolerance,
                worstRow,
                worst,
                rows == 0 ? 0 : found[at],
                rows == 0 ? 0 : expected[at],
                wrongRows,
                wrongColumns,
                notNumbers);
    }

    private static double norm(float[] values, int row, int columns) {
        double squares = 0;
        for (int at = row * columns; at < (row + 1) * columns; at++) {
            squares += (double) values[at] * values[at];
        }
        return Math.sqrt(squares);
    }

    private static double norm(float[] a, float[] b, int row, int columns) {
        double squares = 0;
        for (int at = row * columns; at < (row + 1) * columns; at++) {
            double difference = (double) a[at] - b[at];
            squares += a[at] == b[at] ? 0 : difference * difference;
        }
        return Math.sqrt(squares);
    }

    private static int worstColumn(float[] expected, float[] found, int row, int columns) {
        int worst = 0;
        double furthest = -1;
        for (int c = 0; c < columns && expected.length > 0; c++) {
            double off = Math.abs((double) found[row * columns + c] - expected[row * columns + c]);
            if (Double.isNaN(off)) {
                return c;
            }
            if (off > furthest) {
                furthest = off;
                worst = c;
            }
        }
        return worst;
    }

    /** In a line: where it is worst, and by how much. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s [%d, %d], row %d, column %d: found %.7g, expected %.7g; the row is %.2g of its norm off, rounding explains %.2g",
                what,
                rows,
                columns,
                worstRow,
                worstColumn,
                found,
                expected,
                error,
                tolerance);
    }
}
