package org.cria.kernels.gradient;

import java.util.Arrays;
import java.util.List;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Weight;

/**
 * Products with the matrices of each token's experts. Inputs of an expert's tokens are brought together, multiplied, and the results taken
 * apart.
 */
record ExpertDerivative(Experts.Product step, boolean isTrained, Content x, Content chosen, Content out)
        implements Derivative {
    /** What an expert has to do: numbers {@code t · used + j} of its tokens' choices, in order. */
    @FunctionalInterface
    private interface ExpertWork {
        void run(int expert, int[] choices);
    }

    private void forExperts(Frame frame, ExpertWork work) {
        float[] choices = frame.values(chosen);
        int used = step.used();
        int all = frame.rows(out) * used;
        int[] some = new int[all];
        for (int expert = 0; expert < step.experts(); expert++) {
            int count = 0;
            for (int i = 0; i < all; i++) {
                if (choices[i / used * 2 * used + i % used] == expert) {
                    some[count++] = i;
                }
            }
            if (count > 0) {
                work.run(expert, Arrays.copyOf(some, count));
            }
        }
    }

    /** Where a choice's input begins. */
    private int inputAt(int choice) {
        return (step.apart() ? choice : choice / step.used()) * step.w().columns();
    }

    @Override
    public void forward(Frame frame) {
        float[] of = frame.values(x);
        float[] to = frame.make(out);
        int outputs = step.rows();
        int inputs = step.w().columns();
        forExperts(frame, (expert, choices) -> {
            float[] in = frame.borrow(choices.length * inputs);
            float[] made = frame.borrow(choices.length * outputs);
            for (int i = 0; i < choices.length; i++) {
                System.arraycopy(of, inputAt(choices[i]), in, i * inputs, inputs);
            }
            frame.multiply(
                    Factor.of(in, 0, inputs), matrix(expert).turn(), choices.length, outputs, inputs, made, 0, false);
            for (int i = 0; i < choices.length; i++) {
                System.arraycopy(made, i * outputs, to, choices[i] * outputs, outputs);
            }
            frame.giveBack(in);
            frame.giveBack(made);
        });
    }

    private Factor matrix(int expert) {
        return Factor.of(step.w(), expert * step.rows());
    }

    @Override
    public void backward(Frame frame) {
        float[] of = frame.gradients().of(out);
        boolean toX = frame.isWanted(x);
        float[] sums = toX ? frame.gradients().begun(x) : new float[0];
        int outputs = step.rows();
        forExperts(frame, (expert, choices) -> {
            float[] made = frame.borrow(choices.length * outputs);
            for (int i = 0; i < choices.length; i++) {
                System.arraycopy(of, choices[i] * outputs, made, i * outputs, outputs);
            }
            Factor gradient = Factor.of(made, 0, outputs);
            if (toX) {
                toInputs(frame, gradient, expert, choices, sums);
            }
            if (isTrained) {
                toWeight(frame, gradient, expert, choices);
            }
            frame.giveBack(made);
        });
    }

    private void toInputs(Frame frame, Factor gradient, int expert, int[] choices, float[] sums) {
        int inputs = step.w().columns();
        float[] in = frame.borrow(choices.length * inputs);
        frame.multiply(gradient, matrix(expert), choices.length, inputs, step.rows(), in, 0, false);
        for (int i = 0; i < choices.length; i++) {
            int at = inputAt(choices[i]);
            for (int c = 0; c < inputs; c++) {
                sums[at + c] += in[i * inputs + c];
            }
        }
        frame.giveBack(in);
    }

    private void toWeight(Frame frame, Factor gradient, int expert, int[] choices) {
        Weight w = step.w();
        float[] of = frame.values(x);
        float[] in = frame.borrow(choices.length * w.columns());
        for (int i = 0; i < choices.length; i++) {
            System.arraycopy(of, inputAt(choices[i]), in, i * w.columns(), w.columns());
        }
        frame.multiply(
                gradient.turn(),
                Factor.of(in, 0, w.columns()),
                step.rows(),
                w.columns(),
                choices.length,
                frame.gradient(w),
                expert * step.rows() * w.columns(),
                true);
        frame.giveBack(in);
    }

    @Override
    public List<Content> kept() {
        return isTrained ? List.of(x, chosen) : List.of(chosen);
    }
}
