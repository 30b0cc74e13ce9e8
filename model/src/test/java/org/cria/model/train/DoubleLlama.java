package org.cria.model.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** A Llama's pass forward over one text in double, whose weights can be changed by less than floats have room for. */
final class DoubleLlama {
    private final Program program;
    private final Map<Weight, double[]> weights = new HashMap<>();
    private final Map<Buffer, double[]> buffers = new HashMap<>();
    private final Map<Integer, Step.StoreKv> stored = new HashMap<>();

    DoubleLlama(Program program) {
        this.program = program;
        for (Weight weight : program.weights()) {
            float[] values = new float[weight.rows() * weight.columns()];
            weight.format()
                    .decode(
                            weight.data(),
                            0,
                            values,
                            0,
                            values.length / weight.format().blockValues());
            double[] doubles = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                doubles[i] = values[i];
            }
            weights.put(weight, doubles);
        }
    }

    /** [rows, columns], to be changed. */
    double[] weight(Weight weight) {
        return Objects.requireNonNull(weights.get(weight));
    }

    /** [tokens, vocabulary] of a text whose rows are all wanted. */
    double[] forward(int[] tokens) {
        int rows = tokens.length;
        for (Buffer buffer : program.buffers()) {
            buffers.putIfAbsent(buffer, new double[rows * buffer.columns()]);
        }
        program.steps().forEach(step -> run(step, tokens));
        return at(program.logits());
    }

    private double[] at(Buffer buffer) {
        return Objects.requireNonNull(buffers.get(buffer));
    }

    private void run(Step step, int[] tokens) {
        switch (step) {
            case Step.Embed s -> {
                int columns = s.out().columns();
                for (int t = 0; t < tokens.length; t++) {
                    System.arraycopy(weight(s.table()), tokens[t] * columns, at(s.out()), t * columns, columns);
                }
            }
            case Step.RmsNorm s -> norm(s);
            case Step.MatMul s -> multiply(s);
            case Step.Rope s -> turn(s, tokens.length);
            case Step.StoreKv s -> stored.put(s.layer(), s);
            case Step.Attend s -> attend(s, tokens.length);
            case Step.SwiGlu s -> {
                double[] gates = at(s.gate());
                double[] ups = at(s.up());
                double[] out = at(s.out());
                for (int i = 0; i < out.length; i++) {
                    out[i] = gates[i] / (1 + Math.exp(-gates[i])) * ups[i];
                }
            }
            case Step.Add s -> {
                double[] sum = at(s.sum());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += at(s.x())[i];
                }
            }
            case Step.SelectOutputs s -> System.arraycopy(at(s.x()), 0, at(s.out()), 0, at(s.out()).length);
            case Step.Given _,
                    Step.AddBias _,
                    Pointwise.GeGlu _,
                    Pointwise.Scale _,
                    Pointwise.SoftCap _,
                    Pointwise.Strengthen _,
                    Experts.Route _,
                    Experts.Product _,
                    Experts.Blend _ -> throw new IllegalArgumentException("no Llama has " + step.name());
        }
    }

    private void norm(Step.RmsNorm s) {
        double[] gain = weight(s.gain());
        double[] x = at(s.x());
        for (int at = 0; at < x.length; at += gain.length) {
            double squares = 0;
            for (int i = 0; i < gain.length; i++) {
                squares += x[at + i] * x[at + i];
            }
            double scale = 1 / Math.sqrt(squares / gain.length + s.epsilon());
            for (int i = 0; i < gain.length; i++) {
                at(s.out())[at + i] = x[at + i] * scale * gain[i];
            }
        }
    }

    private void multiply(Step.MatMul s) {
        double[] w = weight(s.w());
        double[] x = at(s.x());
        double[] out = at(s.out());
        int columns = s.w().columns();
        for (int t = 0; t < x.length / columns; t++) {
            for (int r = 0; r < s.w().rows(); r++) {
                double sum = 0;
                for (int c = 0; c < columns; c++) {
                    sum += w[r * columns + c] * x[t * columns + c];
                }
                out[t * s.w().rows() + r] = sum;
            }
        }
    }

    private void turn(Step.Rope s, int rows) {
        double[] x = at(s.x());
        for (int head = 0; head < x.length; head += s.headDims()) {
            int position = head / (x.length / rows);
            for (int i = 0; i < s.rotation().pairs(); i++) {
                int first = head + s.rotation().stride() * i;
                int second = first + s.rotation().reach();
                double angle = position * (double) s.rotation().frequencies().get(i);
                double a = x[first];
                double b = x[second];
                x[first] = a * Math.cos(angle) - b * Math.sin(angle);
                x[second] = a * Math.sin(angle) + b * Math.cos(angle);
            }
        }
    }

    private void attend(Step.Attend s, int rows) {
        Step.StoreKv store = Objects.requireNonNull(stored.get(s.layer()));
        double[] q = at(s.q());
        double[] k = at(store.k());
        double[] v = at(store.v());
        double[] out = at(s.out());
        int dims = s.headDims();
        int columns = s.q().columns();
        int kvColumns = store.k().columns();
        for (int t = 0; t < rows; t++) {
            for (int head = 0; head < s.heads(); head++) {
                int kv = head / (s.heads() / s.kvHeads()) * dims;
                double[] shares = new double[t + 1];
                double total = 0;
                for (int j = 0; j <= t; j++) {
                    double score = 0;
                    for (int d = 0; d < dims; d++) {
                        score += q[t * columns + head * dims + d] * k[j * kvColumns + kv + d];
                    }
                    shares[j] = Math.exp(score * s.scale());
                    total += shares[j];
                }
                for (int d = 0; d < dims; d++) {
                    double sum = 0;
                    for (int j = 0; j <= t; j++) {
                        sum += shares[j] / total * v[j * kvColumns + kv + d];
                    }
                    out[t * columns + head * dims + d] = sum;
                }
            }
        }
    }
}
