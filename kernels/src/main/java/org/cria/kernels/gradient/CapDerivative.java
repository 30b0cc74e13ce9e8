package org.cria.kernels.gradient;

import java.util.List;

/** {@code out = cap · tanh(x / cap)}. Its derivative: {@code dx = d · (1 − tanh²(x / cap))}. */
record CapDerivative(float cap, Content x, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        float[] values = frame.change(x, out);
        frame.forRows(out, (first, end, _) -> {
            for (int i = first * out.columns(); i < end * out.columns(); i++) {
                values[i] = cap * (float) Math.tanh(values[i] / cap);
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        float[] values = frame.values(x);
        float[] changed = frame.gradients().take(out);
        frame.forRows(out, (first, end, _) -> {
            for (int i = first * out.columns(); i < end * out.columns(); i++) {
                changed[i] *= slope((float) Math.tanh(values[i] / cap));
            }
        });
        frame.gradients().give(x, changed);
    }

    /** The slope of a hyperbolic tangent where it has this value. */
    static float slope(float tanh) {
        return (1 - tanh) * (1 + tanh);
    }

    @Override
    public List<Content> kept() {
        return List.of(x);
    }
}
