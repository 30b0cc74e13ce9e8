package org.cria.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;

/**
 * A model that says what it is told: each token has one successor. Its embedding is the identity and its layer adds nothing, so
 * the successor's logit is √vocabulary (the norm makes a single 1 as large as that) and all others are 0.
 */
final class ScriptedModel {
    /** unk, begin, end, 256 bytes, a to z. */
    static final int VOCABULARY = 3 + 256 + 26;

    static final int BEGIN = 1;
    static final int END = 2;
    static final double LOGIT = Math.sqrt(VOCABULARY);

    private final Map<Integer, Integer> successors = new HashMap<>();
    private int context = 64;

    /** The token of a letter from a to z. */
    static int letter(char letter) {
        return 3 + 256 + letter - 'a';
    }

    /** The token of a byte. */
    static int bytePiece(int value) {
        return 3 + value;
    }

    ScriptedModel context(int tokens) {
        context = tokens;
        return this;
    }

    /** Lets each token be followed by the next. */
    ScriptedModel says(int... tokens) {
        for (int i = 0; i + 1 < tokens.length; i++) {
            if (successors.put(tokens[i], tokens[i + 1]) != null) {
                throw new IllegalArgumentException("token " + tokens[i] + " has two successors");
            }
        }
        return this;
    }

    Path write(Path file) throws IOException {
        GgufWriter writer = new GgufWriter()
                .string("general.architecture", "llama")
                .string("general.name", "scripted")
                .u32("llama.context_length", context)
                .u32("llama.embedding_length", VOCABULARY)
                .u32("llama.block_count", 1)
                .u32("llama.feed_forward_length", 1)
                .u32("llama.attention.head_count", 1)
                .u32("llama.attention.key_length", 2)
                .u32("llama.attention.value_length", 2)
                .f32("llama.attention.layer_norm_rms_epsilon", 1e-9f);
        vocabulary(writer);
        float[] identity = new float[VOCABULARY * VOCABULARY];
        float[] script = new float[VOCABULARY * VOCABULARY];
        for (int token = 0; token < VOCABULARY; token++) {
            identity[token * VOCABULARY + token] = 1;
            if (successors.containsKey(token)) {
                script[Objects.requireNonNull(successors.get(token)) * VOCABULARY + token] = 1;
            }
        }
        tensor(writer, "token_embd.weight", identity, VOCABULARY, VOCABULARY);
        tensor(writer, "output.weight", script, VOCABULARY, VOCABULARY);
        ones(writer, "output_norm.weight");
        ones(writer, "blk.0.attn_norm.weight");
        ones(writer, "blk.0.ffn_norm.weight");
        for (String name : List.of("attn_q", "attn_k", "attn_v")) {
            tensor(writer, "blk.0." + name + ".weight", new float[2 * VOCABULARY], VOCABULARY, 2);
        }
        tensor(writer, "blk.0.attn_output.weight", new float[2 * VOCABULARY], 2, VOCABULARY);
        tensor(writer, "blk.0.ffn_gate.weight", new float[VOCABULARY], VOCABULARY, 1);
        tensor(writer, "blk.0.ffn_up.weight", new float[VOCABULARY], VOCABULARY, 1);
        tensor(writer, "blk.0.ffn_down.weight", new float[VOCABULARY], 1, VOCABULARY);
        return writer.write(file);
    }

    private static void vocabulary(GgufWriter writer) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        List<Float> scores = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            pieces.add(String.format(Locale.ROOT, "<0x%02X>", i));
            types.add(6);
        }
        for (char c = 'a'; c <= 'z'; c++) {
            pieces.add(String.valueOf(c));
            types.add(1);
        }
        pieces.forEach(piece -> scores.add(0f));
        writer.string("tokenizer.ggml.model", "llama")
                .array("tokenizer.ggml.tokens", GgufType.STRING, pieces)
                .array("tokenizer.ggml.scores", GgufType.F32, scores)
                .array("tokenizer.ggml.token_type", GgufType.I32, types)
                .u32("tokenizer.ggml.bos_token_id", BEGIN)
                .u32("tokenizer.ggml.eos_token_id", END)
                .u32("tokenizer.ggml.unknown_token_id", 0);
    }

    private static void ones(GgufWriter writer, String name) {
        float[] ones = new float[VOCABULARY];
        Arrays.fill(ones, 1);
        tensor(writer, name, ones, VOCABULARY);
    }

    private static void tensor(GgufWriter writer, String name, float[] values, long... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        writer.tensor(name, Formats.F32, bytes.array(), dimensions);
    }
}
