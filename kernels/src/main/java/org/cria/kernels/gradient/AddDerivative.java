package org.cria.kernels.gradient;

/** {@code out = sum + x}. */
record AddDerivative(Content x, Content sum, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        float[] added = frame.values(x);
        float[] values = frame.change(sum, out);
        frame.forRows(out, (first, end, _) -> {
            for (int i = first * out.columns(); i < end * out.columns(); i++) {
                values[i] += added[i];
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        if (frame.isWanted(x)) {
            frame.gradients().share(out, x);
        }
        if (frame.isWanted(sum)) {
            frame.gradients().share(out, sum);
        }
    }
}
