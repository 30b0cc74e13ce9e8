package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** Small programs of two layers with random weights, in which every step occurs somewhere, in the order of real models. */
final class SampleProgram {
    /** What sets families apart, as far as kernels are concerned. */
    enum Kind {
        /** Biases, pairs of neighbours. */
        LLAMA,
        /** Norms of heads, pairs in halves, experts. */
        EXPERTS,
        /** A window, capped scores, another gate. */
        WINDOWED
    }

    private static final int VOCABULARY = 67;
    private static final int EXPERT_COUNT = 4;
    private static final int USED = 2;
    private static final int WINDOW = 9;
    private static final float NORM = 1e-5f;
    private static final float CAP = 5f;

    private final SampleWeights weights;
    private final Format format;
    private final Kind kind;
    private final int heads;
    private final int kvHeads;
    private final int headDims;
    private final int dims;
    private final int inner;

    /** Sizes of a program. */
    private record Sizes(int heads, int kvHeads, int headDims, int inner) {
        /** As small as blocks of so many values allow. */
        static Sizes small(int blockValues, Kind kind) {
            if (blockValues <= 32) {
                return new Sizes(10, 5, 16, 96);
            }
            return kind == Kind.EXPERTS ? new Sizes(4, 2, 64, 256) : new Sizes(12, 3, 64, 256);
        }

        /** Matrices of a model of a billion parameters. */
        static final Sizes LARGE = new Sizes(32, 4, 64, 2816);
    }

    private SampleProgram(Format format, Kind kind, Sizes sizes, Arena arena) {
        this.format = format;
        this.kind = kind;
        this.weights = new SampleWeights(20_26, arena);
        this.headDims = sizes.headDims;
        this.kvHeads = sizes.kvHeads;
        this.heads = sizes.heads;
        this.dims = heads * headDims;
        this.inner = sizes.inner;
    }

    /** A small program whose matrices are in a format. */
    static Program of(Format format, Kind kind, Arena arena) {
        return new SampleProgram(format, kind, Sizes.small(format.blockValues(), kind), arena).build();
    }

    /** The same in the sizes of a real model, for measurements. */
    static Program large(Format format, Kind kind, Arena arena) {
        return new SampleProgram(format, kind, Sizes.LARGE, arena).build();
    }

    private Program build() {
        Buffer x = Buffer.ofTokens("x", dims);
        Buffer last = Buffer.ofOutputs("last", dims);
        Buffer logits = Buffer.ofOutputs("logits", VOCABULARY);
        List<Step> input =
                new ArrayList<>(List.of(new Step.Embed(weights.table(format, "embedding", VOCABULARY, dims), x)));
        List<Step> output = new ArrayList<>(List.of(
                new Step.SelectOutputs(x, last),
                new Step.RmsNorm(last, weights.vector("output norm", dims), NORM, last),
                new Step.MatMul(weights.matrix(format, "output", VOCABULARY, dims), last, logits)));
        if (kind == Kind.WINDOWED) {
            input.add(new Pointwise.Scale(x, 3f));
            output.add(new Pointwise.SoftCap(logits, CAP));
            output.add(new Pointwise.Strengthen(logits, 0, 0.5f, 1.5f));
        }
        List<List<Step>> layers =
                IntStream.range(0, 2).mapToObj(layer -> layer(layer, x)).toList();
        return new Program(input, layers, output, logits, new KvShape(2, kvHeads, headDims));
    }

    private List<Step> layer(int layer, Buffer x) {
        Buffer h = Buffer.ofTokens("h", dims);
        List<Step> steps = new ArrayList<>();
        attention(layer, steps, x, h);
        steps.add(new Step.Add(h, x));
        steps.add(new Step.RmsNorm(x, weights.vector("feed-forward norm", dims), NORM, h));
        if (kind == Kind.EXPERTS) {
            experts(steps, h);
        } else {
            Buffer gate = Buffer.ofTokens("gate", inner);
            Buffer up = Buffer.ofTokens("up", inner);
            product(steps, h, gate);
            product(steps, h, up);
            steps.add(kind == Kind.WINDOWED ? new Pointwise.GeGlu(gate, up, gate) : new Step.SwiGlu(gate, up, gate));
            product(steps, gate, h);
        }
        steps.add(new Step.Add(h, x));
        return steps;
    }

    private void attention(int layer, List<Step> steps, Buffer x, Buffer h) {
        Buffer q = Buffer.ofTokens("q", dims);
        Buffer k = Buffer.ofTokens("k", kvHeads * headDims);
        Buffer v = Buffer.ofTokens("v", kvHeads * headDims);
        Buffer attended = Buffer.ofTokens("attended", dims);
        steps.add(new Step.RmsNorm(x, weights.vector("attention norm", dims), NORM, h));
        for (Buffer out : List.of(q, k, v)) {
            product(steps, h, out);
            if (kind == Kind.LLAMA) {
                steps.add(new Step.AddBias(weights.vector("bias of " + out.name(), out.columns()), out));
            }
        }
        if (kind == Kind.EXPERTS) {
            steps.add(new Step.RmsNorm(q, weights.vector("query norm", headDims), NORM, q));
            steps.add(new Step.RmsNorm(k, weights.vector("key norm", headDims), NORM, k));
        }
        for (Buffer turned :
                kind == Kind.WINDOWED ? List.of(k, q) : List.of(q, k)) { // the first order keeps steps apart
            steps.add(new Step.Rope(turned, headDims, rotation()));
        }
        steps.add(new Step.StoreKv(layer, k, v));
        boolean windowed = kind == Kind.WINDOWED;
        float scale = (float) (1 / Math.sqrt(headDims));
        steps.add(
                new Step.Attend(layer, q, heads, kvHeads, scale, windowed ? CAP : 0, windowed ? WINDOW : 0, attended));
        product(steps, attended, h);
    }

    private Rotation rotation() {
        List<Float> frequencies = IntStream.range(0, headDims / 2)
                .mapToObj(pair -> (float) Math.pow(100, -2.0 * pair / headDims))
                .toList();
        return new Rotation(frequencies, 1, kind == Kind.LLAMA ? Rotation.Pairing.NEIGHBOURS : Rotation.Pairing.HALVES);
    }

    private void experts(List<Step> steps, Buffer h) {
        Buffer scores = Buffer.ofTokens("scores", EXPERT_COUNT);
        Buffer chosen = Buffer.ofTokens("chosen", 2 * USED);
        Buffer gates = Buffer.ofTokens("gates", USED * inner);
        Buffer ups = Buffer.ofTokens("ups", USED * inner);
        Buffer downs = Buffer.ofTokens("downs", USED * dims);
        product(steps, h, scores);
        steps.add(new Experts.Route(scores, USED, chosen));
        steps.add(expert(h, chosen, gates));
        steps.add(expert(h, chosen, ups));
        steps.add(new Step.SwiGlu(gates, ups, gates));
        steps.add(expert(gates, chosen, downs));
        steps.add(new Experts.Blend(downs, chosen, h));
    }

    private Step expert(Buffer in, Buffer chosen, Buffer out) {
        int rows = out.columns() / USED;
        int columns = out.columns() == USED * dims ? inner : dims;
        return new Experts.Product(
                weights.matrix(format, out.name(), EXPERT_COUNT * rows, columns), EXPERT_COUNT, in, chosen, out);
    }

    private void product(List<Step> steps, Buffer in, Buffer out) {
        steps.add(new Step.MatMul(weights.matrix(format, out.name(), out.columns(), in.columns()), in, out));
    }
}
