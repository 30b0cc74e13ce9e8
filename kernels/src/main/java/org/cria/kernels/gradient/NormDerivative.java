package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.program.Weight;

/**
 * {@code out = x · s · gain} with {@code s = 1 / sqrt(mean(x²) + epsilon)} of each group. Its derivative: {@code dx = s · (gain · d − x · s² ·
 * mean(gain · d · x))}, {@code dgain = Σ d · x · s}.
 */
record NormDerivative(Weight gain, float epsilon, Content x, Content out) implements Derivative {
    /** Values of the gain that a thread takes at a time. */
    private static final int COLUMNS = 16;

    @Override
    public void forward(Frame frame) {
        float[] factors = Frame.vector(gain);
        float[] from = frame.values(x);
        float[] to = frame.make(out);
        frame.forRows(out, (first, end, _) -> {
            for (int at = first * x.columns(); at < end * x.columns(); at += factors.length) {
                float factor = (float) scale(from, at, factors.length);
                for (int i = 0; i < factors.length; i++) {
                    to[at + i] = from[at + i] * factor * factors[i];
                }
            }
        });
    }

    private double scale(float[] values, int start, int length) {
        return 1 / Math.sqrt(dot(values, values, start, length) / length + epsilon);
    }

    /** In four sums, since one would wait for itself in every addition. */
    private static double dot(float[] a, float[] b, int start, int length) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int bound = start + length - length % 4;
        for (int i = start; i < bound; i += 4) {
            first += (double) a[i] * b[i];
            second += (double) a[i + 1] * b[i + 1];
            third += (double) a[i + 2] * b[i + 2];
            fourth += (double) a[i + 3] * b[i + 3];
        }
        for (int i = bound; i < start + length; i++) {
            first += (double) a[i] * b[i];
        }
        return first + second + (third + fourth);
    }

    @Override
    public void backward(Frame frame) {
        int groups = x.columns() / gain.columns();
        float[] scales = frame.borrow(frame.rows(x) * groups);
        backwardRows(frame, Frame.vector(gain), scales);
        if (frame.isTrained(gain)) {
            backwardGain(frame, scales);
        }
        frame.giveBack(scales);
    }

    private void backwardRows(Frame frame, float[] factors, float[] scales) {
        float[] values = frame.values(x);
        float[] of = frame.gradients().of(out);
        boolean wanted = frame.isWanted(x);
        Gradients.Sum sum = wanted ? frame.gradients().sum(x) : new Gradients.Sum(new float[0], false);
        float[] sums = sum.values();
        int length = factors.length;
        frame.forRows(x, (first, end, desk) -> {
            float[] scaled = desk.floats(1, length);
            for (int at = first * x.columns(); at < end * x.columns(); at += length) {
                double scale = scale(values, at, length);
                scales[at / length] = (float) scale;
                if (wanted) {
                    double mean = 0;
                    for (int i = 0; i < length; i++) {
                        scaled[i] = factors[i] * of[at + i];
                        mean += (double) scaled[i] * values[at + i];
                    }
                    double back = mean / length * scale * scale;
                    for (int i = 0; i < length; i++) {
                        float term = (float) (scale * (scaled[i] - values[at + i] * back));
                        sums[at + i] = sum.adds() ? sums[at + i] + term : term;
                    }
                }
            }
        });
    }

    private void backwardGain(Frame frame, float[] scales) {
        float[] values = frame.values(x);
        float[] of = frame.gradients().of(out);
        float[] sums = frame.gradient(gain);
        int length = gain.columns();
        int all = frame.rows(x) * x.columns();
        frame.forAll(length, COLUMNS, (from, end, _) -> {
            for (int at = 0; at < all; at += length) {
                for (int i = from; i < end; i++) {
                    sums[i] += of[at + i] * (values[at + i] * scales[at / length]);
                }
            }
        });
    }

    @Override
    public List<Content> kept() {
        return List.of(x);
    }

    @Override
    public boolean isCheap() {
        return true;
    }
}
