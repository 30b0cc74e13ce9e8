package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** A llama-like program of two layers with random weights: every step occurs, in the order of a real model. */
public final class SmallLlama {
    public static final int VOCABULARY = 67;

    private static final int HEADS = 8;
    private static final int KV_HEADS = 4;
    private static final float NORM = 1e-5f;

    private final RandomWeights weights;
    private final Format format;
    private final boolean headNorms;
    private final int dim;
    private final int headDims;
    private final Buffer x;
    private final Buffer h;
    private final Buffer q;
    private final Buffer k;
    private final Buffer v;
    private final Buffer attended;
    private final Buffer gate;
    private final Buffer up;

    private SmallLlama(Format format, boolean headNorms, int dim, int feedForward, long seed) {
        this.format = format;
        this.headNorms = headNorms;
        this.weights = new RandomWeights(seed);
        this.dim = dim;
        this.headDims = dim / HEADS;
        this.x = Buffer.ofTokens("x", dim);
        this.h = Buffer.ofTokens("h", dim);
        this.q = Buffer.ofTokens("q", dim);
        this.k = Buffer.ofTokens("k", KV_HEADS * headDims);
        this.v = Buffer.ofTokens("v", KV_HEADS * headDims);
        this.attended = Buffer.ofTokens("attended", dim);
        this.gate = Buffer.ofTokens("gate", feedForward);
        this.up = Buffer.ofTokens("up", feedForward);
    }

    /**
     * Llama in small.
     *
     * @param format of the matrices, with blocks of at most 32 values
     */
    public static Program program(Format format, long seed) {
        return new SmallLlama(format, false, 64, 96, seed).build();
    }

    /** Llama in small, with columns beyond the last whole block of 32: of values that stand alone. */
    public static Program odd(Format format, long seed) {
        return new SmallLlama(format, false, 80, 72, seed).build();
    }

    /** Llama in small, as wide as a block of any format. */
    public static Program wide(Format format, long seed) {
        return new SmallLlama(format, false, 256, 256, seed).build();
    }

    /** The same with queries and keys normalised head by head before they are turned in halves, as in Qwen 3. */
    public static Program withHeadNorms(Format format, long seed) {
        return new SmallLlama(format, true, 64, 96, seed).build();
    }

    private Program build() {
        Buffer last = Buffer.ofOutputs("last", dim);
        Buffer logits = Buffer.ofOutputs("logits", VOCABULARY);
        List<List<Step>> layers = List.of(layer(0), layer(1));
        return new Program(
                List.of(new Step.Embed(weights.of(format, "embedding", VOCABULARY, dim), x)),
                layers,
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.RmsNorm(last, weights.f32("output norm", 1, dim), NORM, last),
                        new Step.MatMul(weights.scaled(format, "output", VOCABULARY, dim), last, logits)),
                logits,
                new KvShape(2, KV_HEADS, headDims));
    }

    private List<Step> layer(int layer) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.RmsNorm(x, weights.f32("attention norm", 1, dim), NORM, h));
        product(steps, h, q);
        steps.add(new Step.AddBias(weights.f32("bias", 1, q.columns()), q));
        product(steps, h, k);
        product(steps, h, v);
        if (headNorms) {
            steps.add(new Step.RmsNorm(q, weights.f32("query norm", 1, headDims), NORM, q));
            steps.add(new Step.RmsNorm(k, weights.f32("key norm", 1, headDims), NORM, k));
        }
        steps.add(new Step.Rope(q, headDims, rotation()));
        steps.add(new Step.Rope(k, headDims, rotation()));
        steps.add(new Step.StoreKv(layer, k, v));
        steps.add(new Step.Attend(layer, q, HEADS, KV_HEADS, (float) (1 / Math.sqrt(headDims)), attended));
        product(steps, attended, h);
        steps.add(new Step.Add(h, x));
        steps.add(new Step.RmsNorm(x, weights.f32("feed-forward norm", 1, dim), NORM, h));
        product(steps, h, gate);
        product(steps, h, up);
        steps.add(new Step.SwiGlu(gate, up, gate));
        product(steps, gate, h);
        steps.add(new Step.Add(h, x));
        return steps;
    }

    private void product(List<Step> steps, Buffer in, Buffer out) {
        steps.add(new Step.MatMul(weights.scaled(format, out.name(), out.columns(), in.columns()), in, out));
    }

    private Rotation rotation() {
        return new Rotation(
                List.of(1f, 0.1f, 0.01f, 0.001f), 1, headNorms ? Rotation.Pairing.HALVES : Rotation.Pairing.NEIGHBOURS);
    }
}
