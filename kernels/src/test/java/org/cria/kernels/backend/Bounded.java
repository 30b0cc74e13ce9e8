package org.cria.kernels.backend;

import java.util.Locale;
import org.cria.kernels.program.Buffer;

/**
 * A matrix in double and, for each value, how far a correct f32 result may be from it.
 *
 * @param values [rows, columns]
 * @param bounds [rows, columns] at least 0; 0 where f32 has the value exactly
 */
@SuppressWarnings("ArrayRecordComponent") // a pair of work arrays, compared by nobody
record Bounded(int rows, int columns, double[] values, double[] bounds) {
    /** Half a unit in the last place of f32: the relative error of one rounding. */
    static final double EPSILON = Math.ulp(1f) / 2;

    static Bounded of(Buffer buffer, int rows) {
        int length = rows * buffer.columns();
        return new Bounded(rows, buffer.columns(), new double[length], new double[length]);
    }

    void set(int row, int column, double value, double bound) {
        values[row * columns + column] = value;
        bounds[row * columns + column] = bound;
    }

    double value(int row, int column) {
        return values[row * columns + column];
    }

    double bound(int row, int column) {
        return bounds[row * columns + column];
    }

    /** Describes the cell that is furthest outside its bound; empty when all are inside. */
    String worst(float[] actual) {
        int worst = -1;
        double worstRatio = 1;
        for (int i = 0; i < values.length; i++) {
            double ratio = Math.abs(actual[i] - values[i]) / bounds[i];
            boolean inside = Math.abs(actual[i] - values[i]) <= bounds[i];
            if (!inside && (worst < 0 || Double.isNaN(ratio) || ratio > worstRatio)) {
                worst = i;
                worstRatio = ratio;
            }
        }
        return worst < 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "row %d, column %d of [%d, %d]: found %.9g, expected %.9g ± %.3g (%.3g times the bound)",
                        worst / columns,
                        worst % columns,
                        rows,
                        columns,
                        actual[worst],
                        values[worst],
                        bounds[worst],
                        worstRatio);
    }

    /** The norm of the difference relative to that of the values. */
    double distance(float[] actual) {
        double squaredErrors = 0;
        double squaredValues = 0;
        for (int i = 0; i < values.length; i++) {
            squaredErrors += (actual[i] - values[i]) * (actual[i] - values[i]);
            squaredValues += values[i] * values[i];
        }
        return Math.sqrt(squaredErrors / squaredValues);
    }

    /** The bounds' size relative to the values': near 1 a comparison would say nothing. */
    double looseness() {
        double squaredBounds = 0;
        double squaredValues = 0;
        for (int i = 0; i < values.length; i++) {
            squaredBounds += bounds[i] * bounds[i];
            squaredValues += values[i] * values[i];
        }
        return squaredBounds == 0 ? 0 : Math.sqrt(squaredBounds / squaredValues);
    }
}
