package org.cria.kernels.gradient;

import org.cria.kernels.program.Weight;

/** {@code out = x + bias}. */
record BiasDerivative(Weight bias, Content x, Content out) implements Derivative {
    /** Values of the bias that a thread takes at a time. */
    private static final int COLUMNS = 64;

    @Override
    public void forward(Frame frame) {
        float[] added = Frame.vector(bias);
        float[] values = frame.change(x, out);
        frame.forRows(out, (first, end, _) -> {
            for (int at = first * added.length; at < end * added.length; at += added.length) {
                for (int i = 0; i < added.length; i++) {
                    values[at + i] += added[i];
                }
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        if (frame.isTrained(bias)) {
            float[] of = frame.gradients().of(out);
            float[] sums = frame.gradient(bias);
            int all = frame.rows(out) * sums.length;
            frame.forAll(sums.length, COLUMNS, (from, end, _) -> {
                for (int at = 0; at < all; at += sums.length) {
                    for (int i = from; i < end; i++) {
                        sums[i] += of[at + i];
                    }
                }
            });
        }
        if (frame.isWanted(x)) {
            frame.gradients().share(out, x);
        }
    }
}
