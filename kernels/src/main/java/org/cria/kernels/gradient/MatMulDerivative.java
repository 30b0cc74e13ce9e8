package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.program.Weight;

/** {@code out = x · wᵀ}. Its derivative: {@code dx = d · w}, {@code dw = dᵀ · x}. */
record MatMulDerivative(Weight w, boolean isTrained, Content x, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        frame.multiply(
                Factor.of(frame.values(x), 0, x.columns()),
                Factor.of(w).turn(),
                frame.rows(out),
                out.columns(),
                x.columns(),
                frame.make(out),
                0,
                false);
    }

    @Override
    public void backward(Frame frame) {
        Factor of = Factor.of(frame.gradients().of(out), 0, out.columns());
        int rows = frame.rows(out);
        if (frame.isWanted(x)) {
            Gradients.Sum sum = frame.gradients().sum(x);
            frame.multiply(of, Factor.of(w), rows, x.columns(), out.columns(), sum.values(), 0, sum.adds());
        }
        if (isTrained) {
            Factor values = Factor.of(frame.values(x), 0, x.columns());
            frame.multiply(of.turn(), values, out.columns(), x.columns(), rows, frame.gradient(w), 0, true);
        }
    }

    @Override
    public List<Content> kept() {
        return isTrained ? List.of(x) : List.of();
    }
}
