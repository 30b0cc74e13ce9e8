package org.cria.kernels.gradient;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Weight;

/** {@code out[t] = table[token[t]]}. */
record EmbedDerivative(Weight table, Content out) implements Derivative {
    /** Columns of a trained table that a thread takes at a time. */
    private static final int COLUMNS = 64;

    @Override
    public void forward(Frame frame) {
        float[] to = frame.make(out);
        int[] tokens = frame.rows().tokens();
        for (int token : tokens) {
            if (token < 0 || token >= table.rows()) {
                throw new IllegalArgumentException("token " + token + ", expected 0 to " + (table.rows() - 1) + ": '"
                        + table.name() + "' has no more");
            }
        }
        Rows rows = Exponentials.rows(table.format());
        frame.forRows(out, (from, end, _) -> {
            for (int t = from; t < end; t++) {
                rows.decode(table.data(), tokens[t] * table.rowBytes(), to, t * out.columns(), out.columns());
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        float[] of = frame.gradients().of(out);
        float[] sums = frame.gradient(table);
        int[] tokens = frame.rows().tokens();
        int columns = out.columns();
        frame.forAll(columns, COLUMNS, (from, end, _) -> {
            for (int t = 0; t < tokens.length; t++) {
                for (int c = from; c < end; c++) {
                    sums[tokens[t] * columns + c] += of[t * columns + c];
                }
            }
        });
    }
}
