package org.cria.kernels.backend;

import static org.cria.kernels.backend.Bounded.EPSILON;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.cpu.bytes.WeightReaders;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * Runs a program in double by the definitions in {@link Step}, and carries along how far a correct f32 backend may be off.
 *
 * <p>The bounds are running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 3.1 and 3.3): what the
 * inputs are off by goes through the step's derivative, and the step's own roundings are added. A sum of n products in any
 * order, fused or not, adds at most n·ε·Σ|w·x|.
 */
final class DoubleInterpreter {
    /**
     * So many ε of its cap may a soft cap be off: it may be {@code 1 − 2 / (e^y + 1)}, where rounding y and the exponential moves
     * {@code e^y} by some 4 + 2|y| of its ε, of which at most 2.5 + 0.9 get into the result, and three roundings follow.
     */
    static final double CAP_ROUNDINGS = 8;

    private final Program program;
    private final boolean rounds;
    private final DoubleCache cache;
    private final Map<Buffer, Bounded> buffers = new HashMap<>();

    DoubleInterpreter(Program program, Settings settings) {
        this.program = program;
        this.rounds = settings.cpu().activations() == Activations.Q8;
        this.cache = new DoubleCache(settings.keys(), settings.values());
    }

    /** [outputs, vocabulary] */
    Bounded forward(Batch batch) {
        for (Buffer buffer : program.buffers()) {
            buffers.put(
                    buffer,
                    Bounded.of(buffer, buffer.rows() == Buffer.Rows.TOKENS ? batch.rows() : batch.outputRows()));
        }
        for (Step step : program.steps()) {
            run(step, batch);
        }
        return at(program.logits());
    }

    /** What cell {@code from} holds, in cell {@code to} too. */
    void copy(int from, int to) {
        cache.copy(from, to);
    }

    /** Takes what a backend has in these cells for what is there, see {@link KvStore#read}. */
    void hold(int[] cells, byte[] bytes) {
        cache.hold(program.kv(), cells, bytes);
    }

    private Bounded at(Buffer buffer) {
        return Objects.requireNonNull(buffers.get(buffer));
    }

    private void run(Step step, Batch batch) {
        switch (step) {
            case Step.Embed s -> embed(s, batch);
            case Step.Given s -> given(s, batch);
            case Step.RmsNorm s -> norm(s);
            case Step.MatMul s -> product(s);
            case Step.AddBias s -> bias(s);
            case Step.Rope s -> rope(s, batch);
            case Step.StoreKv s -> store(s, batch);
            case Step.Attend s -> DoubleAttention.run(s, batch, cache, at(s.q()), at(s.out()));
            case Step.SwiGlu s -> swiGlu(s);
            case Pointwise.GeGlu s -> geGlu(s);
            case Experts.Route s -> DoubleExperts.route(at(s.scores()), at(s.chosen()));
            case Experts.Product s -> DoubleExperts.multiply(s, at(s.x()), at(s.chosen()), at(s.out()));
            case Experts.Blend s -> DoubleExperts.blend(at(s.x()), at(s.chosen()), at(s.out()));
            case Pointwise.Scale s -> scale(s);
            case Pointwise.Strengthen s -> strengthen(s, batch);
            case Pointwise.SoftCap s -> softCap(s);
            case Step.Add s -> add(s);
            case Step.SelectOutputs s -> select(s, batch);
        }
    }

    private void given(Step.Given step, Batch batch) {
        Bounded out = at(step.out());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = batch.given()[i];
            out.bounds()[i] = 0;
        }
    }

    private void embed(Step.Embed step, Batch batch) {
        Bounded out = at(step.out());
        for (int t = 0; t < out.rows(); t++) {
            float[] row = row(step.table(), batch.tokens()[t]);
            double bound = slack(step.table(), row);
            for (int c = 0; c < row.length; c++) {
                out.set(t, c, row[c], bound);
            }
        }
    }

    /**
     * With ρ the relative error of the root mean square: the triangle inequality gives what the inputs bring in, and a mean of n
     * squares in any order brings n·ε, halved by the root.
     */
    private void norm(Step.RmsNorm step) {
        Bounded x = at(step.x());
        float[] gain = row(step.gain(), 0);
        double slack = slack(step.gain(), gain);
        for (int t = 0; t < x.rows(); t++) {
            for (int group = 0; group < x.columns(); group += gain.length) {
                norm(step, t, group, gain, slack);
            }
        }
    }

    private void norm(Step.RmsNorm step, int t, int group, float[] gain, double slack) {
        Bounded x = at(step.x());
        Bounded out = at(step.out());
        int n = gain.length;
        double squares = 0;
        double errors = 0;
        for (int c = group; c < group + n; c++) {
            squares += x.value(t, c) * x.value(t, c);
            errors += x.bound(t, c) * x.bound(t, c);
        }
        double root = Math.sqrt(squares / n + step.epsilon());
        double carried = Math.sqrt(errors / n) / root;
        double rho = carried / Math.max(1e-3, 1 - carried) + (n / 2.0 + 6) * EPSILON;
        for (int i = 0; i < n; i++) {
            int c = group + i;
            double normed = x.value(t, c) / root;
            double bound = Math.abs(gain[i]) * (x.bound(t, c) / root * (1 + rho) + Math.abs(normed) * rho)
                    + slack * Math.abs(normed);
            out.set(t, c, normed * gain[i], bound + Float.MIN_NORMAL);
        }
    }

    /** Where activations are rounded to 8 bits, the products themselves are as any others. */
    private void product(Step.MatMul step) {
        boolean inBytes = rounds && WeightReaders.formats().contains(step.w().format());
        Bounded x = inBytes ? RoundedBytes.of(at(step.x())) : at(step.x());
        Bounded out = at(step.out());
        for (int r = 0; r < step.w().rows(); r++) {
            float[] w = row(step.w(), r);
            double slack = slack(step.w(), w);
            for (int t = 0; t < x.rows(); t++) {
                double sum = 0;
                double carried = 0;
                double products = 0;
                double factors = 0;
                for (int c = 0; c < w.length; c++) {
                    sum += w[c] * x.value(t, c);
                    double magnitude = Math.abs(x.value(t, c)) + x.bound(t, c);
                    carried += Math.abs(w[c]) * x.bound(t, c);
                    products += Math.abs(w[c]) * magnitude;
                    factors += magnitude;
                }
                double rounding = w.length * (EPSILON * products + Float.MIN_VALUE) + slack * factors;
                out.set(t, r, sum, carried + rounding);
            }
        }
    }

    private void bias(Step.AddBias step) {
        Bounded x = at(step.x());
        float[] bias = row(step.bias(), 0);
        double slack = slack(step.bias(), bias);
        for (int t = 0; t < x.rows(); t++) {
            for (int c = 0; c < bias.length; c++) {
                double sum = x.value(t, c) + bias[c];
                x.set(t, c, sum, x.bound(t, c) + slack + EPSILON * (Math.abs(sum) + x.bound(t, c)));
            }
        }
    }

    /** An angle rounded to f32 is off by ε times itself, and so are sine and cosine; they and the products round a few times. */
    private void rope(Step.Rope step, Batch batch) {
        Bounded x = at(step.x());
        double magnitude = step.rotation().magnitude();
        for (int t = 0; t < x.rows(); t++) {
            for (int head = 0; head < x.columns(); head += step.headDims()) {
                for (int i = 0; i < step.rotation().frequencies().size(); i++) {
                    int first = head + step.rotation().stride() * i;
                    int second = first + step.rotation().reach();
                    double angle = (double) batch.positions()[t]
                            * step.rotation().frequencies().get(i);
                    double a = x.value(t, first);
                    double b = x.value(t, second);
                    double cos = Math.cos(angle) * magnitude;
                    double sin = Math.sin(angle) * magnitude;
                    double carried = Math.abs(magnitude) * (x.bound(t, first) + x.bound(t, second));
                    double rounding =
                            Math.abs(magnitude) * (Math.abs(a) + Math.abs(b)) * (6 + Math.abs(angle)) * EPSILON;
                    x.set(t, first, a * cos - b * sin, carried + rounding);
                    x.set(t, second, a * sin + b * cos, carried + rounding);
                }
            }
        }
    }

    private void store(Step.StoreKv step, Batch batch) {
        for (int t = 0; t < batch.rows(); t++) {
            int cell = batch.cells().get(batch.sequences()[t])[batch.positions()[t]];
            cache.store(step.layer(), cell, at(step.k()), at(step.v()), t);
        }
    }

    /**
     * The slope of x·sigmoid(x) is at most 1.1. An exponential of x in f32 is off by up to |x|·ε; where it overflows, the result is
     * below |x| times the smallest normal number and may be lost.
     */
    private void swiGlu(Step.SwiGlu step) {
        Bounded gate = at(step.gate());
        Bounded up = at(step.up());
        Bounded out = at(step.out());
        for (int i = 0; i < out.values().length; i++) {
            double g = gate.values()[i];
            double u = up.values()[i];
            double activated = g / (1 + Math.exp(-g));
            double carried =
                    1.1 * gate.bounds()[i] * (Math.abs(u) + up.bounds()[i]) + Math.abs(activated) * up.bounds()[i];
            double rounding = (8 + Math.abs(g)) * EPSILON * Math.abs(activated * u)
                    + Float.MIN_NORMAL * (1 + Math.abs(g)) * (1 + Math.abs(u));
            out.values()[i] = activated * u;
            out.bounds()[i] = carried + rounding;
        }
    }

    /**
     * The slope of a GELU changes by less than 1 for each step of 1. What it is a sigmoid of, y, is rounded a few times and so is off
     * by a few |y|·ε, by which the exponential is off relatively, and the sigmoid by its complement's part of that.
     */
    private void geGlu(Pointwise.GeGlu step) {
        Bounded gate = at(step.gate());
        Bounded up = at(step.up());
        Bounded out = at(step.out());
        for (int i = 0; i < out.values().length; i++) {
            double g = gate.values()[i];
            double u = up.values()[i];
            double y = 2 * Math.sqrt(2 / Math.PI) * (g + 0.044715 * g * g * g);
            double activated = g / (1 + Math.exp(-y));
            double sigmoid = 1 / (1 + Math.exp(-y));
            double dy = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * g * g);
            double slope = Math.abs(sigmoid + g * sigmoid * (1 - sigmoid) * dy) + gate.bounds()[i];
            double carried =
                    slope * gate.bounds()[i] * (Math.abs(u) + up.bounds()[i]) + Math.abs(activated) * up.bounds()[i];
            double rounding = (8 + 6 * Math.abs(y) * (1 - sigmoid)) * EPSILON * Math.abs(activated * u)
                    + Float.MIN_NORMAL * (1 + Math.abs(g)) * (1 + Math.abs(u));
            out.values()[i] = activated * u;
            out.bounds()[i] = carried + rounding;
        }
    }

    private void scale(Pointwise.Scale step) {
        Bounded x = at(step.x());
        for (int i = 0; i < x.values().length; i++) {
            x.values()[i] *= step.factor();
            x.bounds()[i] = x.bounds()[i] * Math.abs(step.factor()) * (1 + EPSILON)
                    + EPSILON * Math.abs(x.values()[i])
                    + Float.MIN_VALUE;
        }
    }

    /** The factor, the strength and the value: two products. */
    private void strengthen(Pointwise.Strengthen step, Batch batch) {
        Bounded x = at(step.x());
        int columns = step.x().columns();
        for (int i = 0, row = -1; i < x.values().length; i++) {
            if (i % columns == 0) {
                do {
                    row++;
                } while (step.x().rows() == Buffer.Rows.OUTPUTS && !batch.outputs()[row]);
            }
            int adapters = batch.strengths().length / batch.rows();
            double told = adapters == 0 ? step.preset() : batch.strengths()[row * adapters + step.adapter()];
            double factor = told * step.factor();
            x.values()[i] *= factor;
            x.bounds()[i] = x.bounds()[i] * Math.abs(factor) * (1 + 2 * EPSILON)
                    + 2 * EPSILON * Math.abs(x.values()[i])
                    + Float.MIN_VALUE;
        }
    }

    private void softCap(Pointwise.SoftCap step) {
        Bounded x = at(step.x());
        double cap = step.cap();
        for (int i = 0; i < x.values().length; i++) {
            x.values()[i] = cap * Math.tanh(x.values()[i] / cap);
            x.bounds()[i] += CAP_ROUNDINGS * EPSILON * cap;
        }
    }

    private void add(Step.Add step) {
        Bounded x = at(step.x());
        Bounded sum = at(step.sum());
        for (int i = 0; i < sum.values().length; i++) {
            double carried = x.bounds()[i] + sum.bounds()[i];
            sum.values()[i] += x.values()[i];
            sum.bounds()[i] = carried + EPSILON * (Math.abs(sum.values()[i]) + carried);
        }
    }

    private void select(Step.SelectOutputs step, Batch batch) {
        Bounded x = at(step.x());
        Bounded out = at(step.out());
        int to = 0;
        for (int t = 0; t < batch.rows(); t++) {
            if (batch.outputs()[t]) {
                System.arraycopy(x.values(), t * x.columns(), out.values(), to * x.columns(), x.columns());
                System.arraycopy(x.bounds(), t * x.columns(), out.bounds(), to++ * x.columns(), x.columns());
            }
        }
    }

    static float[] row(Weight weight, int row) {
        float[] values = new float[weight.columns()];
        weight.format()
                .decode(
                        weight.data(),
                        row * weight.rowBytes(),
                        values,
                        0,
                        values.length / weight.format().blockValues());
        return values;
    }

    /**
     * What decoding may be off by: nothing where values stand alone. In blocks a kernel may scale and move a value in another order
     * than the reference, a few roundings of what is rounded: that is larger than the value where a minimum is subtracted, but
     * not than the row's largest by much.
     */
    static double slack(Weight weight, float[] row) {
        double largest = 0;
        for (float value : row) {
            largest = Math.max(largest, Math.abs(value));
        }
        return weight.format().blockValues() == 1 ? 0 : 8 * EPSILON * largest;
    }
}
