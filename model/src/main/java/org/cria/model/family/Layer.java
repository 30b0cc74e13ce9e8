package org.cria.model.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
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
        return Activation.of("q", config.heads(number) * config.headDims(), "heads·head_dim");
    }

    /** Keys. */
    Activation k() {
        return Activation.of("k", config.kvHeads(number) * config.headDims(), "kv_heads·head_dim");
    }

    /** Values. */
    Activation v() {
        return Activation.of("v", config.kvHeads(number) * config.headDims(), "kv_heads·head_dim");
    }

    /** What attention has found. */
    Activation attended() {
        return Activation.of("attended", config.heads(number) * config.headDims(), "heads·head_dim");
    }

    Activation gate() {
        return Activation.of("gate", config.feedForward(number), "feed_forward");
    }

    Activation up() {
        return Activation.of("up", config.feedForward(number), "feed_forward");
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

    /** Each head of queries and keys divided by its root mean square, times a gain for each of the two. */
    void normHeads() {
        norm("attn_q_norm", config.headDims(), "head_dim", q(), q());
        norm("attn_k_norm", config.headDims(), "head_dim", k(), k());
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

    /** Queries, keys and values of one input: from a matrix for each, or from the rows of one for all. */
    void queriesKeysValues(Activation in) {
        if (decoder.tensors().has(name("attn_qkv", "weight"))) {
            parts("attn_qkv", in, List.of(q(), k(), v()));
        } else {
            product("attn_q", in, q());
            product("attn_k", in, k());
            product("attn_v", in, v());
        }
    }

    /** The gate and what it lets through: from a matrix for each, or from the rows of one for both. */
    void gateAndUp(Activation in) {
        boolean both = decoder.tensors().hasRows(name("ffn_up", "weight"), 2 * config.feedForward(number));
        if (both && !decoder.tensors().has(name("ffn_gate", "weight"))) {
            parts("ffn_up", in, List.of(gate(), up()));
        } else {
            product("ffn_gate", in, gate());
            product("ffn_up", in, up());
        }
    }

    /** Products with the rows of one matrix, part after part, with the bias that some models have. */
    private void parts(String tensor, Activation in, List<Activation> outs) {
        int rows = outs.stream().mapToInt(out -> out.buffer().columns()).sum();
        String meaning =
                in.columns() + " × (" + outs.stream().map(Activation::columns).collect(Collectors.joining(" + ")) + ")";
        Weight w = decoder.tensors()
                .matrix(name(tensor, "weight"), rows, in.buffer().columns(), meaning);
        Optional<Weight> bias = decoder.tensors().findVector(name(tensor, "bias"), rows, "one per output");
        int from = 0;
        for (Activation out : outs) {
            int to = from + out.buffer().columns();
            steps.add(new Step.MatMul(Tensors.rows(w, from, to), in.buffer(), out.buffer()));
            if (bias.isPresent()) {
                steps.add(new Step.AddBias(Tensors.columns(bias.get(), from, to), out.buffer()));
            }
            from = to;
        }
    }

    /** Every head turned by its token's position, in layers that do that. */
    void turn(Activation heads) {
        decoder.rotation(number)
                .ifPresent(rotation -> steps.add(new Step.Rope(heads.buffer(), config.headDims(), rotation)));
    }

    /** Keys and values cached, and what the queries find there. */
    void attend() {
        steps.add(new Step.StoreKv(number, k().buffer(), v().buffer()));
        Traits traits = decoder.traits();
        steps.add(new Step.Attend(
                number,
                q().buffer(),
                config.heads(number),
                config.kvHeads(number),
                decoder.attentionScale(),
                traits.scores().cap(),
                decoder.window(number),
                attended().buffer()));
    }

    /** The gate, which becomes {@code gate · sigmoid(gate) · up}. */
    void swiGlu(Activation gate, Activation up) {
        steps.add(new Step.SwiGlu(gate.buffer(), up.buffer(), gate.buffer()));
    }

    /** The gate, which becomes {@code gelu(gate) · up}. */
    void geGlu(Activation gate, Activation up) {
        steps.add(new Pointwise.GeGlu(gate.buffer(), up.buffer(), gate.buffer()));
    }

    /** A feed-forward part of which each token uses a few of several, chosen by a product of its own. */
    void experts(Config.Experts experts) {
        norm("ffn_norm", x(), h());
        Buffer scores = Buffer.ofTokens("scores", experts.count());
        Buffer chosen = Buffer.ofTokens("chosen", 2 * experts.used());
        Buffer gates = Buffer.ofTokens("gates", experts.used() * config.feedForward(number));
        Buffer ups = Buffer.ofTokens("ups", gates.columns());
        Buffer made = Buffer.ofTokens("made", experts.used() * config.embedding());
        product("ffn_gate_inp", h(), new Activation(scores, "experts"));
        steps.add(new Experts.Route(scores, experts.used(), chosen));
        int count = experts.count();
        Weight gate = experts("ffn_gate_exps", count, config.feedForward(number), h());
        Weight up = experts("ffn_up_exps", count, config.feedForward(number), h());
        Weight down = experts("ffn_down_exps", count, config.embedding(), gate());
        steps.add(new Experts.Product(gate, count, h().buffer(), chosen, gates));
        steps.add(new Experts.Product(up, count, h().buffer(), chosen, ups));
        steps.add(new Step.SwiGlu(gates, ups, gates));
        steps.add(new Experts.Product(down, count, gates, chosen, made));
        steps.add(new Experts.Blend(made, chosen, h().buffer()));
        add(h(), x());
    }

    /** A matrix of each expert. */
    private Weight experts(String tensor, int count, int rows, Activation in) {
        String meaning = in.columns() + " × outputs × experts";
        return decoder.tensors()
                .matrices(name(tensor, "weight"), count, rows, in.buffer().columns(), meaning);
    }

    /** Something added to the residual stream, scaled where the family does that. */
    void add(Activation x, Activation sum) {
        if (decoder.traits().scales().residuals() != 1) {
            steps.add(new Pointwise.Scale(x.buffer(), decoder.traits().scales().residuals()));
        }
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
