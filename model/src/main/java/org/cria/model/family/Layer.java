package org.cria.model.family;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * A layer while its family writes it down: a method for each kind of step. Tensors are named as in the file, without the block
 * before and {@code .weight} behind.
 */
final class Layer {
    private final int number;
    private final Decoder decoder;
    private final Config config;
    private final List<Step> steps = new ArrayList<>();

    Layer(int number, Decoder decoder) {
        this.number = number;
        this.decoder = decoder;
        this.config = decoder.config();
    }

    /**
     * Activations of each token.
     *
     * @param buffer [tokens, columns]
     * @param columns what they are, for messages about tensors
     */
    record Activation(Buffer buffer, String columns) {
        static Activation of(String name, int columns, String meaning) {
            return new Activation(Buffer.ofTokens(name, columns), meaning);
        }
    }

    /** The numbers of the model. */
    Config config() {
        return config;
    }

    /** The residual stream of a model. */
    static Activation residual(Config config) {
        return Activation.of("x", config.embedding(), "embedding");
    }

    /** The residual stream, which passes through all layers. */
    Activation x() {
        return residual(config);
    }

    /** What goes from the residual stream into a part of the layer, and what comes out of it. */
    Activation h() {
        return Activation.of("h", config.embedding(), "embedding");
    }

    /** Queries. */
    Activation q() {
        return Activation.of("q", config.heads() * config.headDims(), "heads·head_dim");
    }

    /** Keys. */
    Activation k() {
        return Activation.of("k", config.kvHeads() * config.headDims(), "kv_heads·head_dim");
    }

    /** Values. */
    Activation v() {
        return Activation.of("v", config.kvHeads() * config.headDims(), "kv_heads·head_dim");
    }

    /** What attention has found. */
    Activation attended() {
        return Activation.of("attended", config.heads() * config.headDims(), "heads·head_dim");
    }

    Activation gate() {
        return Activation.of("gate", config.feedForward(), "feed_forward");
    }

    Activation up() {
        return Activation.of("up", config.feedForward(), "feed_forward");
    }

    /** Each row divided by its root mean square, times a gain. */
    void norm(String tensor, Activation in, Activation out) {
        norm(tensor, in.buffer().columns(), in.columns(), in, out);
    }

    /**
     * Each group of a row's values, such as a head's, divided by its own root mean square, times one gain.
     *
     * @param values in a group
     * @param meaning what they are, for messages about the gain
     */
    void norm(String tensor, int values, String meaning, Activation in, Activation out) {
        Weight gain = decoder.tensors().vector(name(tensor, "weight"), values, meaning);
        steps.add(new Step.RmsNorm(in.buffer(), gain, decoder.epsilon(), out.buffer()));
    }

    /** A product, with the bias that some models have. */
    void product(String tensor, Activation in, Activation out) {
        int rows = out.buffer().columns();
        Weight w = decoder.tensors()
                .matrix(name(tensor, "weight"), rows, in.buffer().columns(), in.columns() + " × " + out.columns());
        steps.add(new Step.MatMul(w, in.buffer(), out.buffer()));
        decoder.tensors()
                .findVector(name(tensor, "bias"), rows, "one per output")
                .ifPresent(bias -> steps.add(new Step.AddBias(bias, out.buffer())));
    }

    /** Every head turned by its token's position. */
    void turn(Activation heads) {
        steps.add(new Step.Rope(heads.buffer(), config.headDims(), decoder.rotation()));
    }

    /** Keys and values cached, and what the queries find there. */
    void attend() {
        steps.add(new Step.StoreKv(number, k().buffer(), v().buffer()));
        steps.add(new Step.Attend(
                number,
                q().buffer(),
                config.heads(),
                config.kvHeads(),
                decoder.scale(),
                attended().buffer()));
    }

    /** The gate, which becomes {@code gate · sigmoid(gate) · up}. */
    void swiGlu(Activation gate, Activation up) {
        steps.add(new Step.SwiGlu(gate.buffer(), up.buffer(), gate.buffer()));
    }

    void add(Activation x, Activation sum) {
        steps.add(new Step.Add(x.buffer(), sum.buffer()));
    }

    private String name(String tensor, String ending) {
        return "blk." + number + "." + tensor + "." + ending;
    }

    /** All that was written down. */
    List<Step> steps() {
        return List.copyOf(steps);
    }
}
