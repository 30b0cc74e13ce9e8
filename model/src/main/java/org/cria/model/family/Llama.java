package org.cria.model.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Program.KvShape;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;

/**
 * The llama architecture: Llama 1 and 2, TinyLlama, Mistral 7B, Llama 3 to 3.2 and whatever else was converted as such.
 *
 * @see <a href="https://arxiv.org/abs/2302.13971">LLaMA</a>
 * @see <a href="https://arxiv.org/abs/2307.09288">Llama 2</a>
 * @see <a href="https://arxiv.org/abs/2407.21783">The Llama 3 herd of models</a>
 */
final class Llama implements Family {
    @Override
    public String architecture() {
        return "llama";
    }

    @Override
    public Definition define(Gguf gguf) {
        Keys keys = new Keys(gguf, architecture());
        refuseVariants(keys);
        Config config = config(gguf, keys);
        Tensors tensors = new Tensors(gguf);
        Definition definition = new Definition(config, new Pass(config, keys, tensors).program());
        tensors.checkAllUsed(architecture());
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

    private static Config config(Gguf gguf, Keys keys) {
        int embedding = keys.count("embedding_length");
        int heads = keys.count("attention.head_count");
        int kvHeads = keys.count("attention.head_count_kv", heads);
        if (heads % kvHeads != 0) {
            throw keys.wrong(
                    "attention.head_count " + heads + " with attention.head_count_kv " + kvHeads,
                    "a multiple of it",
                    "The file is damaged; download it again.");
        }
        if (!keys.has("attention.key_length") && embedding % heads != 0) {
            throw keys.wrong(
                    "embedding_length " + embedding + " with attention.head_count " + heads,
                    "a multiple of it",
                    "The file is damaged; download it again.");
        }
        int headDims = keys.count("attention.key_length", Math.max(1, embedding / heads));
        if (keys.count("attention.value_length", headDims) != headDims) {
            throw keys.unsupported(
                    "attention.value_length " + keys.count("attention.value_length"), "key_length " + headDims);
        }
        if ((long) heads * headDims > Keys.LARGEST) {
            throw keys.wrong(
                    "attention.head_count " + heads + " with attention.key_length " + headDims,
                    "at most " + Keys.LARGEST + " values together",
                    "The file is damaged; download it again.");
        }
        int context = keys.count("context_length");
        // Attention here sees the whole context: within the window of a sliding-window model that is the same.
        int window = keys.number("attention.sliding_window", 0) > 0 ? keys.count("attention.sliding_window") : context;
        return new Config(
                "llama",
                gguf.metadata().string("general.name", keys.place()),
                Math.min(context, window),
                embedding,
                keys.count("feed_forward_length"),
                keys.count("block_count"),
                heads,
                kvHeads,
                headDims,
                vocabulary(gguf, keys));
    }

    private static int vocabulary(Gguf gguf, Keys keys) {
        Optional<Integer> pieces =
                gguf.metadata().strings("tokenizer.ggml.tokens").map(List::size);
        return pieces.filter(n -> n > 0).orElseGet(() -> keys.count("vocab_size"));
    }

    /** Writes the forward pass down, the way the papers do. */
    private static final class Pass {
        private final Config config;
        private final Tensors tensors;
        private final float epsilon;
        private final float scale;
        private final Rotation rotation;
        private final Buffer x;
        private final Buffer h;
        private final Buffer q;
        private final Buffer k;
        private final Buffer v;
        private final Buffer attended;
        private final Buffer gate;
        private final Buffer up;

        Pass(Config config, Keys keys, Tensors tensors) {
            this.config = config;
            this.tensors = tensors;
            this.epsilon = keys.positive("attention.layer_norm_rms_epsilon", 1e-5f);
            this.scale = keys.positive("attention.scale", (float) (1 / Math.sqrt(config.headDims())));
            this.rotation = rotation(keys);
            int kvColumns = config.kvHeads() * config.headDims();
            int qColumns = config.heads() * config.headDims();
            this.x = Buffer.ofTokens("x", config.embedding());
            this.h = Buffer.ofTokens("h", config.embedding());
            this.q = Buffer.ofTokens("q", qColumns);
            this.k = Buffer.ofTokens("k", kvColumns);
            this.v = Buffer.ofTokens("v", kvColumns);
            this.attended = Buffer.ofTokens("attended", qColumns);
            this.gate = Buffer.ofTokens("gate", config.feedForward());
            this.up = Buffer.ofTokens("up", config.feedForward());
        }

        private Rotation rotation(Keys keys) {
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

        Program program() {
            Weight embeddings = tensors.matrix(
                    "token_embd.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary");
            List<List<Step>> layers = new ArrayList<>();
            for (int layer = 0; layer < config.layers(); layer++) {
                List<Step> steps = new ArrayList<>(attention(layer));
                steps.addAll(feedForward(layer));
                layers.add(steps);
            }
            Buffer logits = Buffer.ofOutputs("logits", config.vocabulary());
            return new Program(
                    List.of(new Step.Embed(embeddings, x)),
                    layers,
                    output(embeddings, logits),
                    logits,
                    new KvShape(config.layers(), config.kvHeads(), config.headDims()));
        }

        private List<Step> attention(int layer) {
            String block = "blk." + layer + ".";
            List<Step> steps = new ArrayList<>();
            steps.add(new Step.RmsNorm(x, gain(block + "attn_norm.weight"), epsilon, h));
            project(steps, block + "attn_q", h, q, "embedding × heads·head_dim");
            project(steps, block + "attn_k", h, k, "embedding × kv_heads·head_dim");
            project(steps, block + "attn_v", h, v, "embedding × kv_heads·head_dim");
            steps.add(new Step.Rope(q, config.headDims(), rotation));
            steps.add(new Step.Rope(k, config.headDims(), rotation));
            steps.add(new Step.StoreKv(layer, k, v));
            steps.add(new Step.Attend(layer, q, config.heads(), config.kvHeads(), scale, attended));
            project(steps, block + "attn_output", attended, h, "heads·head_dim × embedding");
            steps.add(new Step.Add(h, x));
            return steps;
        }

        private List<Step> feedForward(int layer) {
            String block = "blk." + layer + ".";
            List<Step> steps = new ArrayList<>();
            steps.add(new Step.RmsNorm(x, gain(block + "ffn_norm.weight"), epsilon, h));
            project(steps, block + "ffn_gate", h, gate, "embedding × feed_forward");
            project(steps, block + "ffn_up", h, up, "embedding × feed_forward");
            steps.add(new Step.SwiGlu(gate, up, gate));
            project(steps, block + "ffn_down", gate, h, "feed_forward × embedding");
            steps.add(new Step.Add(h, x));
            return steps;
        }

        private List<Step> output(Weight embeddings, Buffer logits) {
            Buffer last = Buffer.ofOutputs("last", config.embedding());
            Weight head = tensors.has("output.weight")
                    ? tensors.matrix("output.weight", config.vocabulary(), config.embedding(), "embedding × vocabulary")
                    : embeddings;
            return List.of(
                    new Step.SelectOutputs(x, last),
                    new Step.RmsNorm(last, gain("output_norm.weight"), epsilon, last),
                    new Step.MatMul(head, last, logits));
        }

        /** A product, with the bias that some models have. */
        private void project(List<Step> steps, String name, Buffer in, Buffer out, String meaning) {
            steps.add(new Step.MatMul(tensors.matrix(name + ".weight", out.columns(), in.columns(), meaning), in, out));
            tensors.findVector(name + ".bias", out.columns(), "one per output")
                    .ifPresent(bias -> steps.add(new Step.AddBias(bias, out)));
        }

        private Weight gain(String name) {
            return tensors.vector(name, config.embedding(), "embedding");
        }
    }
}
