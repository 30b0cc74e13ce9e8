package org.cria.model.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.cria.model.lora.LowRank;
import org.cria.model.lora.LowRankProgram;

/**
 * Steps of a training of random weights with adapters on all products of layers, for {@code scripts/compare-training.py}: a line with the
 * seconds of each. Arguments: columns, values of a feed-forward part, heads, key heads, layers, vocabulary; threads; steps; rank, examples and
 * tokens of each.
 */
final class TrainingSteps {
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<LowRank> tweaks = new ArrayList<>();
    private final int columns;
    private final int inner;
    private final int heads;
    private final int kvHeads;
    private final int rank;

    private TrainingSteps(int columns, int inner, int heads, int kvHeads, int rank) {
        this.columns = columns;
        this.inner = inner;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.rank = rank;
    }

    /** Prints seconds. */
    public static void main(String... arguments) {
        int[] of = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        TrainingSteps steps = new TrainingSteps(of[0], of[1], of[2], of[3], of[8]);
        Program program = LowRankProgram.beside(steps.program(of[4], of[5]), steps.tweaks, "random");
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < of[9]; i++) {
            int[] tokens = new int[of[10]];
            Arrays.setAll(tokens, _ -> steps.random.nextInt(of[5]));
            examples.add(new Example(tokens, tokens));
        }
        LearningRate rate = new LearningRate(1e-4, 0, LearningRate.Shape.CONSTANT);
        TrainingPlan plan = new TrainingPlan(of[7], of[9], 1, rate, AdamW.usual(), 0, 1, false);
        CrossEntropy objective = new CrossEntropy(examples, of[5]);
        try (Trainer trainer = new Trainer(program, steps.parameters, examples, objective, plan, of[10], of[6])) {
            for (int step = 0; step < of[7]; step++) {
                long before = System.nanoTime();
                trainer.step(step);
                System.out.printf(Locale.ROOT, "%.4f%n", (System.nanoTime() - before) / 1e9);
            }
        }
    }

    private Program program(int layers, int vocabulary) {
        Buffer x = Buffer.ofTokens("x", columns);
        Buffer last = Buffer.ofOutputs("last", columns);
        Buffer logits = Buffer.ofOutputs("logits", vocabulary);
        List<List<Step>> all = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            all.add(layer(layer, x));
        }
        return new Program(
                List.of(new Step.Embed(weight("token_embd.weight", vocabulary, columns), x)),
                all,
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.RmsNorm(last, weight("output_norm.weight", 1, columns), 1e-5f, last),
                        new Step.MatMul(weight("output.weight", vocabulary, columns), last, logits)),
                logits,
                new KvShape(layers, kvHeads, columns / heads));
    }

    private List<Step> layer(int layer, Buffer x) {
        int dims = columns / heads;
        Buffer h = Buffer.ofTokens("h", columns);
        Buffer q = Buffer.ofTokens("q", columns);
        Buffer k = Buffer.ofTokens("k", kvHeads * dims);
        Buffer v = Buffer.ofTokens("v", kvHeads * dims);
        Buffer attended = Buffer.ofTokens("attended", columns);
        Buffer gate = Buffer.ofTokens("gate", inner);
        Buffer up = Buffer.ofTokens("up", inner);
        List<Float> frequencies = new ArrayList<>();
        for (int i = 0; i < dims / 2; i++) {
            frequencies.add((float) Math.pow(10000, -2.0 * i / dims));
        }
        Rotation rotation = new Rotation(frequencies, 1);
        String name = "blk." + layer + ".";
        return List.of(
                new Step.RmsNorm(x, weight(name + "attn_norm.weight", 1, columns), 1e-5f, h),
                product(name + "attn_q.weight", h, q),
                product(name + "attn_k.weight", h, k),
                product(name + "attn_v.weight", h, v),
                new Step.Rope(q, dims, rotation),
                new Step.Rope(k, dims, rotation),
                new Step.StoreKv(layer, k, v),
                new Step.Attend(layer, q, heads, kvHeads, (float) (1 / Math.sqrt(dims)), attended),
                product(name + "attn_output.weight", attended, h),
                new Step.Add(h, x),
                new Step.RmsNorm(x, weight(name + "ffn_norm.weight", 1, columns), 1e-5f, h),
                product(name + "ffn_gate.weight", h, gate),
                product(name + "ffn_up.weight", h, up),
                new Step.SwiGlu(gate, up, gate),
                product(name + "ffn_down.weight", gate, h),
                new Step.Add(h, x));
    }

    private Step product(String name, Buffer x, Buffer out) {
        Parameter a = new Parameter(name + ".lora_a", rank, x.columns(), values(rank * x.columns(), x.columns()));
        Parameter b = new Parameter(name + ".lora_b", out.columns(), rank, new float[out.columns() * rank]);
        parameters.add(a);
        parameters.add(b);
        tweaks.add(new LowRank(name, a.weight(), b.weight(), 1, 1));
        return new Step.MatMul(weight(name, out.columns(), x.columns()), x, out);
    }

    private Weight weight(String name, int rows, int of) {
        MemorySegment data = Arena.ofAuto().allocate(Formats.F32.bytes((long) rows * of), 64);
        float[] values = values(rows * of, rows == 1 ? 1 : of);
        MemorySegment.copy(values, 0, data, Little.FLOAT, 0, values.length);
        return new Weight(name, Formats.F32, rows, of, data);
    }

    private float[] values(int count, int of) {
        float[] values = new float[count];
        double most = Math.sqrt(3.0 / of);
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-most, most);
        }
        return values;
    }
}
