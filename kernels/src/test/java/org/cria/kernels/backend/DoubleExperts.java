package org.cria.kernels.backend;

import static org.cria.kernels.backend.Bounded.EPSILON;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cria.kernels.program.Experts;

/** Experts in double, by their definition. */
final class DoubleExperts {
    private DoubleExperts() {}

    /**
     * Scores that are too near to tell which is higher would have another expert chosen elsewhere, so a case must have none. A score
     * that is off by δ changes its share by the factor exp(±2δ) at most.
     */
    static void route(Bounded scores, Bounded chosen) {
        int used = chosen.columns() / 2;
        for (int t = 0; t < scores.rows(); t++) {
            int row = t;
            List<Integer> order = new ArrayList<>();
            double off = 0;
            for (int e = 0; e < scores.columns(); e++) {
                order.add(e);
                off = Math.max(off, scores.bound(t, e));
            }
            order.sort(Comparator.comparingDouble(e -> -scores.value(row, e)));
            for (int j = 0; j < Math.min(used, order.size() - 1); j++) {
                if (scores.value(t, order.get(j)) - scores.value(t, order.get(j + 1)) <= 2 * off) {
                    throw new AssertionError("experts " + order.get(j) + " and " + order.get(j + 1) + " are too near");
                }
            }
            double best = scores.value(t, order.getFirst());
            double total = 0;
            for (int j = 0; j < used; j++) {
                total += Math.exp(scores.value(t, order.get(j)) - best);
            }
            for (int j = 0; j < used; j++) {
                double distance = best - scores.value(t, order.get(j));
                double share = Math.exp(-distance) / total;
                double rho = Math.exp(2 * off + EPSILON * distance) * (1 + (used + 8) * EPSILON) - 1;
                chosen.set(t, j, order.get(j), 0);
                chosen.set(t, used + j, share, share * rho + Float.MIN_NORMAL);
            }
        }
    }

    static void multiply(Experts.Product step, Bounded x, Bounded chosen, Bounded out) {
        int rows = step.rows();
        int columns = step.w().columns();
        for (int t = 0; t < x.rows(); t++) {
            for (int j = 0; j < step.used(); j++) {
                int expert = (int) chosen.value(t, j);
                int from = step.apart() ? j * columns : 0;
                for (int r = 0; r < rows; r++) {
                    float[] w = DoubleInterpreter.row(step.w(), expert * rows + r);
                    double slack = DoubleInterpreter.slack(step.w(), w);
                    double sum = 0;
                    double carried = 0;
                    double products = 0;
                    double factors = 0;
                    for (int c = 0; c < columns; c++) {
                        double factor = x.value(t, from + c);
                        double magnitude = Math.abs(factor) + x.bound(t, from + c);
                        sum += w[c] * factor;
                        carried += Math.abs(w[c]) * x.bound(t, from + c);
                        products += Math.abs(w[c]) * magnitude;
                        factors += magnitude;
                    }
                    double rounding = columns * (EPSILON * products + Float.MIN_VALUE) + slack * factors;
                    out.set(t, j * rows + r, sum, carried + rounding);
                }
            }
        }
    }

    static void blend(Bounded x, Bounded chosen, Bounded out) {
        int used = chosen.columns() / 2;
        for (int t = 0; t < x.rows(); t++) {
            for (int c = 0; c < out.columns(); c++) {
                double sum = 0;
                double bound = 0;
                for (int j = 0; j < used; j++) {
                    double share = chosen.value(t, used + j);
                    double off = chosen.bound(t, used + j);
                    double value = x.value(t, j * out.columns() + c);
                    double ofValue = x.bound(t, j * out.columns() + c);
                    sum += share * value;
                    bound += share * ofValue + off * (Math.abs(value) + ofValue);
                    bound += used * EPSILON * Math.abs(share * value) + Float.MIN_VALUE;
                }
                out.set(t, c, sum, bound);
            }
        }
    }
}
