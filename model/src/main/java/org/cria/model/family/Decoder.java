package org.cria.model.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;

/**
 * A decoder-only transformer of a file's weights: what all families have in common.
 *
 * @param family what sets it apart
 * @param tensors of the file
 * @param epsilon of the norms
 * @param rotation of queries and keys
 * @param localRotation of those in local layers
 */
record Decoder(
        Family family,
        Config config,
        Traits traits,
        Tensors tensors,
        float epsilon,
        Rotation rotation,
        Rotation localRotation) {
    private static final String LONG_FACTORS = "rope_factors_long.weight";

    /**
     * Reads a model and writes its forward pass down.
     *
     * @param session the most tokens of a session, by the context that the model was trained with
     * @throws GgufException when something is missing, misshapen or asks for what the family lacks
     */
    static Definition define(Family family, Gguf gguf, IntUnaryOperator session) {
        return define(family, gguf, new Keys(gguf, family.architecture()), new Tensors(gguf), session);
    }

    /** The same; keys and tensors know afterwards what the family has asked for. */
    static Definition define(Family family, Gguf gguf, Keys keys, Tensors tensors, IntUnaryOperator session) {
        refuseVariants(family, keys);
        Config config = Config.read(gguf, keys, family.hasExperts());
        Traits traits = family.traits(keys, config);
        Rotation rotation = rotation(config, keys, tensors, traits.pairing(), session);
        Decoder decoder = new Decoder(
                family,
                config,
                traits,
                tensors,
                keys.positive("attention.layer_norm_rms_epsilon", 1e-5f),
                rotation,
                traits.sliding().base() == 0
                        ? rotation
                        : RopeScaling.plain(keys, traits.sliding().base(), rotation.dims(), traits.pairing()));
        Definition definition = new Definition(config, decoder.program(), decoder.notes(session, keys));
        tensors.checkAllUsed(family.architecture());
        return definition;
    }

    private List<String> notes(IntUnaryOperator session, Keys keys) {
        int tokens = session.applyAsInt(config.contextLength());
        List<String> notes = new ArrayList<>();
        if (family.windowIsTransformers()
                && traits.sliding().window() > 0
                && tokens > traits.sliding().window()) {
            notes.add("each token sees the last " + traits.sliding().window()
                    + " only, as in transformers; llama.cpp has it see all");
        }
        if (tensors.has(LONG_FACTORS) && isLong(tokens, keys, config)) {
            notes.add("positions turn by the model's factors for long texts, since the context is " + tokens
                    + " tokens and not " + original(keys, config));
        }
        return notes;
    }

    /** The context that a model was first trained with. */
    private static int original(Keys keys, Config config) {
        return keys.count("rope.scaling.original_context_length", config.contextLength());
    }

    private static boolean isLong(int tokens, Keys keys, Config config) {
        return tokens > original(keys, config);
    }

    /** On the scores of attention. */
    float attentionScale() {
        return traits.scores().scale() == 0
                ? (float) (1 / Math.sqrt(config.headDims()))
                : traits.scores().scale();
    }

    /** How many positions a layer sees; 0 for all. */
    int window(int layer) {
        return traits.sliding().local().test(layer) ? traits.sliding().window() : 0;
    }

    /** How a layer's queries and keys turn. */
    Optional<Rotation> rotation(int layer) {
        return traits.turns().test(layer)
                ? Optional.of(traits.sliding().local().test(layer) ? localRotation : rotation)
                : Optional.empty();
    }

    private static void refuseVariants(Family family, Keys keys) {
        if (!family.hasExperts() && keys.has("expert_count") && keys.number("expert_count", 0) > 0) {
            throw keys.unsupported(
                    "expert_count " + (int) keys.number("expert_count", 0) + " (mixture of experts)", "no experts");
        }
        if (!keys.flag("attention.causal", true)) {
            throw keys.unsupported("attention.causal false", "causal attention");
        }
        if (keys.number("attention.clamp_kqv", 0) > 0) {
            throw keys.unsupported("attention.clamp_kqv", "no clamping");
        }
    }

    private static Rotation rotation(
            Config config, Keys keys, Tensors tensors, Rotation.Pairing pairing, IntUnaryOperator session) {
        int dims = keys.count("rope.dimension_count", config.headDims());
        if (dims > config.headDims() || dims % 2 != 0) {
            throw keys.wrong(
                    "rope.dimension_count " + dims,
                    "an even number up to " + config.headDims(),
                    "The file is damaged; download it again.");
        }
        String meaning = "rope dimensions / 2";
        Optional<Weight> divisors = tensors.findVector("rope_freqs.weight", dims / 2, meaning);
        Optional<Weight> ofLong = tensors.findVector(LONG_FACTORS, dims / 2, meaning);
        Optional<Weight> ofShort = tensors.findVector("rope_factors_short.weight", dims / 2, meaning);
        boolean isLong = isLong(session.applyAsInt(config.contextLength()), keys, config);
        return RopeScaling.read(
                keys, dims, config.contextLength(), divisors.or(() -> isLong ? ofLong : ofShort), pairing);
    }

    private Program program() {
        Weight embeddings =
                tensors.matrix("token_embd.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary");
        Buffer x = Layer.residual(config).buffer();
        Buffer logits = Buffer.ofOutputs("logits", config.vocabulary());
        return new Program(
                traits.scales().embeddings() == 1
                        ? List.of(new Step.Embed(embeddings, x))
                        : List.of(
                                new Step.Embed(embeddings, x),
                                new Pointwise.Scale(x, traits.scales().embeddings())),
                IntStream.range(0, config.layers()).mapToObj(this::layer).toList(),
                output(embeddings, x, logits),
                logits,
                new KvShape(config.kvHeads(), config.headDims()));
    }

    private List<Step> layer(int number) {
        Layer layer = new Layer(number, this);
        family.attention(layer);
        if (config.experts().isPresent()) {
            layer.experts(config.experts().get());
        } else {
            family.feedForward(layer);
        }
        return layer.steps();
    }

    private List<Step> output(Weight embeddings, Buffer x, Buffer logits) {
        Buffer last = Buffer.ofOutputs("last", config.embedding());
        Weight head = tensors.has("output.weight")
                ? tensors.matrix("output.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary")
                : embeddings;
        Weight gain = tensors.vector("output_norm.weight", config.embedding(), "embedding");
        List<Step> steps = new ArrayList<>(List.of(
                new Step.SelectOutputs(x, last),
                new Step.RmsNorm(last, gain, epsilon, last),
                new Step.MatMul(head, last, logits)));
        if (traits.logits().scale() != 1) {
            steps.add(new Pointwise.Scale(logits, traits.logits().scale()));
        }
        if (traits.logits().cap() > 0) {
            steps.add(new Pointwise.SoftCap(logits, traits.logits().cap()));
        }
        return steps;
    }
}
