package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.backend.cpu.math.ScalarExp;

/**
 * {@code out = curve(gate) · up} with a curve {@code g · sigmoid(y(g))}. Its derivative: {@code dup = d · curve(gate)}, {@code dgate = d · up ·
 * curve'(gate)}, {@code curve' = s + g · s · (1 − s) · y'} with {@code s = sigmoid(y)}.
 */
record GateDerivative(Curve curve, Content gate, Content up, Content out) implements Derivative {
    /** What a gate does with its input. */
    enum Curve {
        /** {@code y = g}. */
        SILU,
        /** {@code y = 2·√(2/π) · (g + 0.044715 · g³)}: one half of 1 and a hyperbolic tangent is a sigmoid. */
        GELU
    }

    @Override
    public void forward(Frame frame) {
        float[] gates = frame.values(gate);
        float[] ups = frame.values(up);
        float[] to = frame.make(out);
        frame.forRows(out, (first, end, _) -> {
            switch (curve) {
                case SILU -> Exponentials.swiGlu(gates, ups, to, first * out.columns(), end * out.columns());
                case GELU -> Exponentials.geGlu(gates, ups, to, first * out.columns(), end * out.columns());
            }
        });
    }

    @Override
    public void backward(Frame frame) {
        float[] gates = frame.values(gate);
        float[] ups = frame.values(up);
        float[] of = frame.gradients().take(out);
        float[] toGate = frame.spare(gate);
        frame.forRows(out, (first, end, _) -> {
            switch (curve) {
                case SILU ->
                    Exponentials.swiGluBack(gates, ups, of, toGate, first * out.columns(), end * out.columns());
                case GELU -> gelu(gates, ups, of, toGate, first * out.columns(), end * out.columns());
            }
        });
        give(frame, gate, toGate);
        give(frame, up, of);
    }

    private static void give(Frame frame, Content to, float[] gradient) {
        if (frame.isWanted(to)) {
            frame.gradients().give(to, gradient);
        } else {
            frame.drop(gradient, to);
        }
    }

    private static void gelu(float[] gates, float[] ups, float[] of, float[] toGate, int from, int end) {
        for (int i = from; i < end; i++) {
            float g = gates[i];
            float s = 1f / (ScalarExp.exp(-Math.fma(g * g, ScalarExp.GELU_CUBE, ScalarExp.GELU) * g) + 1f);
            float slope = Math.fma(g * g, 3 * ScalarExp.GELU_CUBE, ScalarExp.GELU);
            toGate[i] = of[i] * ups[i] * (s + g * s * (1f - s) * slope);
            of[i] *= g * s;
        }
    }

    @Override
    public List<Content> kept() {
        return List.of(gate, up);
    }

    @Override
    public boolean isCheap() {
        return true;
    }
}
