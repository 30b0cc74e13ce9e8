package org.cria.kernels.gradient;

/** {@code out = factor · x}. */
record ScaleDerivative(float factor, Content x, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        scale(frame, frame.change(x, out));
    }

    @Override
    public void backward(Frame frame) {
        float[] values = frame.gradients().take(out);
        scale(frame, values);
        frame.gradients().give(x, values);
    }

    private void scale(Frame frame, float[] values) {
        frame.forRows(out, (first, end, _) -> {
            for (int i = first * out.columns(); i < end * out.columns(); i++) {
                values[i] *= factor;
            }
        });
    }
}
