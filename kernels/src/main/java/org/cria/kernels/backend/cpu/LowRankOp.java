package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Weight;

/**
 * {@code sum[t] += B · (strength[t] · A · x[t])} in one go. B lies turned, a row for each of its few columns, so that whole vectors of sums
 * are added to. Every thread multiplies A itself, which is no more to read than B and spares that threads wait for each other: on
 * TinyLlama's shape the four steps by themselves took 21 waits a layer.
 */
final class LowRankOp implements Op {
    /** Sums that a task adds to in all rows where rows are few: they stay in the first-level cache. */
    private static final int COLUMNS_PER_TASK = 1024;
    /** Rows that a task takes where they are many. */
    private static final int ROWS_PER_TASK = 4;

    private final Weight a;
    private final Rows aRows;
    private final Pointwise.Strengthen strengthen;
    /** [rank, columns of sum] */
    private final float[] turned;

    private final Arithmetic arithmetic;
    private final Activation x;
    private final Activation sum;

    LowRankOp(
            Weight a, Pointwise.Strengthen strengthen, Weight b, Arithmetic arithmetic, Activation x, Activation sum) {
        this.a = a;
        this.aRows = arithmetic.rows(a.format());
        this.strengthen = strengthen;
        this.turned = turned(b);
        this.arithmetic = arithmetic;
        this.x = x;
        this.sum = sum;
    }

    private static float[] turned(Weight b) {
        float[] row = new float[b.columns()];
        float[] turned = new float[Math.multiplyExact(b.rows(), b.columns())];
        for (int r = 0; r < b.rows(); r++) {
            b.format()
                    .decode(
                            b.data(),
                            r * b.rowBytes(),
                            row,
                            0,
                            b.columns() / b.format().blockValues());
            for (int c = 0; c < row.length; c++) {
                turned[c * b.rows() + r] = row[c];
            }
        }
        return turned;
    }

    private boolean splitsColumns(ForwardPass pass) {
        return pass.rows(x) <= 2 * ROWS_PER_TASK;
    }

    @Override
    public int tasks(ForwardPass pass) {
        if (pass.rows(x) == 0) {
            return 0;
        }
        return splitsColumns(pass)
                ? Math.ceilDiv(sum.columns(), COLUMNS_PER_TASK)
                : Math.ceilDiv(pass.rows(x), ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int rank = a.rows();
        if (splitsColumns(pass)) {
            int rows = pass.rows(x);
            float[] low = scratch.activations(rows * rank);
            if (!scratch.arranged(this, pass)) {
                multiply(pass, 0, rows, low, scratch);
            }
            int from = task * COLUMNS_PER_TASK;
            add(low, 0, rows, from, Math.min(COLUMNS_PER_TASK, sum.columns() - from));
        } else {
            int from = task * ROWS_PER_TASK;
            int rows = Math.min(ROWS_PER_TASK, pass.rows(x) - from);
            float[] low = scratch.activations(rows * rank);
            scratch.arranged(this, pass);
            multiply(pass, from, rows, low, scratch);
            add(low, from, rows, 0, sum.columns());
        }
    }

    /** @param low [rows, rank] overwritten */
    private void multiply(ForwardPass pass, int from, int rows, float[] low, Scratch scratch) {
        int columns = a.columns();
        int rank = a.rows();
        float[] arranged = scratch.weights(aRows.arrangedLength(columns));
        for (int t = 0; t < rows; t++) {
            float strength = pass.batch().strength(pass.batchRow(x, from + t), strengthen);
            aRows.arrange(x.values(), (from + t) * columns, columns, arranged);
            for (int r = 0; r < rank; r++) {
                low[t * rank + r] = strength * aRows.dot(a.data(), r * a.rowBytes(), arranged, columns);
            }
        }
    }

    private void add(float[] low, int from, int rows, int column, int count) {
        int rank = a.rows();
        for (int t = 0; t < rows; t++) {
            arithmetic.addWeighted(
                    low,
                    t * rank,
                    rank,
                    turned,
                    column,
                    sum.columns(),
                    sum.values(),
                    (from + t) * sum.columns() + column,
                    count);
        }
    }
}
