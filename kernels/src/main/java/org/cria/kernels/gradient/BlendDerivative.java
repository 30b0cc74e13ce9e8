package org.cria.kernels.gradient;

import java.util.List;

/** {@code out = Σ_j share_j · x_j}. Its derivative: {@code dx_j = share_j · d}, {@code dshare_j = d · x_j}. */
record BlendDerivative(Content x, Content chosen, Content out) implements Derivative {
    private int used() {
        return chosen.columns() / 2;
    }

    @Override
    public void forward(Frame frame) {
        float[] of = frame.values(x);
        float[] shares = frame.values(chosen);
        float[] to = frame.make(out);
        int columns = out.columns();
        frame.forRows(out, (first, end, _) -> {
            Frame.clear(to, first * columns, (end - first) * columns);
            for (int t = first; t < end; t++) {
                for (int j = 0; j < used(); j++) {
                    float share = shares[(2 * t + 1) * used() + j];
                    int from = (t * used() + j) * columns;
                    for (int c = 0; c < columns; c++) {
                        to[t * columns + c] = Math.fma(share, of[from + c], to[t * columns + c]);
                    }
                }
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        float[] of = frame.gradients().of(out);
        float[] values = frame.values(x);
        float[] shares = frame.values(chosen);
        boolean toX = frame.isWanted(x);
        boolean toShares = frame.isWanted(chosen);
        float[] parts = toX ? frame.gradients().begun(x) : new float[0];
        float[] sums = toShares ? frame.gradients().begun(chosen) : new float[0];
        int columns = out.columns();
        frame.forRows(out, (first, end, _) -> {
            for (int i = first * used(); i < end * used(); i++) {
                int t = i / used();
                int at = t * 2 * used() + used() + i % used();
                double sum = 0;
                for (int c = 0; c < columns; c++) {
                    float d = of[t * columns + c];
                    sum += (double) d * values[i * columns + c];
                    if (toX) {
                        parts[i * columns + c] += shares[at] * d;
                    }
                }
                if (toShares) {
                    sums[at] += (float) sum;
                }
            }
        });
    }

    @Override
    public List<Content> kept() {
        return List.of(x, chosen);
    }
}
