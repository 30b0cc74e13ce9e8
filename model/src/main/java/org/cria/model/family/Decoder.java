package org.cria.model.family;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Program.KvShape;
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
 * @param scale on the scores of attention
 * @param rotation of queries and keys
 */
record Decoder(Family family, Config config, Tensors tensors, float epsilon, float scale, Rotation rotation) {
    /**
     * Reads a model and writes its forward pass down.
     *
     * @throws GgufException when something is missing, misshapen or asks for what the family lacks
     */
    static Definition define(Family family, Gguf gguf) {
        Keys keys = new Keys(gguf, family.architecture());
        refuseVariants(keys);
        Config config = Config.read(gguf, keys);
        Tensors tensors = new Tensors(gguf);
        Decoder decoder = new Decoder(
                family,
                config,
                tensors,
                keys.positive("attention.layer_norm_rms_epsilon", 1e-5f),
                (float) (1
                        / Math.sqrt(config.headDims())), // llama.cpp reads attention.scale for other architectures only
                rotation(config, keys, tensors));
        Definition definition = new Definition(config, decoder.program());
        tensors.checkAllUsed(family.architecture());
        return definition;
    }

    private static void refuseVariants(Keys keys) {
        if (keys.has("expert_count") && keys.number("expert_count", 0) > 0) {
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

    private static Rotation rotation(Config config, Keys keys, Tensors tensors) {
        int dims = keys.count("rope.dimension_count", config.headDims());
        if (dims > config.headDims() || dims % 2 != 0) {
            throw keys.wrong(
                    "rope.dimension_count " + dims,
                    "an even number up to " + config.headDims(),
                    "The file is damaged; download it again.");
        }
        Optional<Weight> divisors = tensors.findVector("rope_freqs.weight", dims / 2, "rope dimensions / 2");
        return RopeScaling.read(keys, dims, config.contextLength(), divisors);
    }

    private Program program() {
        Weight embeddings =
                tensors.matrix("token_embd.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary");
        Buffer x = Layer.residual(config).buffer();
        Buffer logits = Buffer.ofOutputs("logits", config.vocabulary());
        return new Program(
                List.of(new Step.Embed(embeddings, x)),
                IntStream.range(0, config.layers()).mapToObj(this::layer).toList(),
                output(embeddings, x, logits),
                logits,
                new KvShape(config.layers(), config.kvHeads(), config.headDims()));
    }

    private List<Step> layer(int number) {
        Layer layer = new Layer(number, this);
        family.attention(layer);
        family.feedForward(layer);
        return layer.steps();
    }

    private List<Step> output(Weight embeddings, Buffer x, Buffer logits) {
        Buffer last = Buffer.ofOutputs("last", config.embedding());
        Weight head = tensors.has("output.weight")
                ? tensors.matrix("output.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary")
                : embeddings;
        Weight gain = tensors.vector("output_norm.weight", config.embedding(), "embedding");
        return List.of(
                new Step.SelectOutputs(x, last),
                new Step.RmsNorm(last, gain, epsilon, last),
                new Step.MatMul(head, last, logits));
    }
}
