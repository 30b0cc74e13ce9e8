package org.cria.model.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.model.MemoryPlan;
import org.cria.model.ModelOptions;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.SafetensorsWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no adapter of a model is told in one line that names the place, what was found, what was expected and what to do. */
@SuppressWarnings("NullAway.Init") // set before each test
final class WrongAdaptersTest {
    private static final int RANK = 3;
    private static final int DIM = 32;

    @TempDir
    Path folder;

    private Path base;

    @BeforeEach
    void write() throws IOException {
        base = TinyModel.seeded(7)
                .layers(1)
                .dim(DIM)
                .ffn(48)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("base.gguf"));
    }

    private String refusal(Path adapter) {
        ModelOptions options = ModelOptions.defaults().withRewrite(new LoraRewrite(List.of(new LoraFile(adapter, 1))));
        try (Gguf gguf = Gguf.open(base)) {
            String told = String.valueOf(assertThrows(CriaException.class, () -> MemoryPlan.of(gguf, options))
                    .getMessage());
            assertEquals(1, told.lines().count(), told);
            assertTrue(told.contains("expected") && told.endsWith("."), told);
            return told;
        }
    }

    private static GgufWriter adapter() {
        return new GgufWriter()
                .string("general.architecture", "llama")
                .string("general.type", "adapter")
                .string("adapter.type", "lora")
                .f32("adapter.lora.alpha", 6);
    }

    private static GgufWriter with(GgufWriter writer, String tensor, long... dimensions) {
        long values = 1;
        for (long each : dimensions) {
            values *= each;
        }
        return writer.tensor(tensor, Formats.F32, new byte[(int) values * 4], dimensions);
    }

    /** Tensors as {@code NAME columns·rows}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blk.0.attn_q.weight.lora_a 32·3 | stands alone, expected 'blk.0.attn_q.weight.lora_b' beside it",
                "blk.0.attn_q.weight.lora_b 3·32 | stands alone, expected one that ends with .lora_a",
                "blk.0.attn_q.weight.lora_a 32·3, blk.0.attn_q.weight.lora_b 4·32 | expected the same rank in both",
                "blk.0.attn_q.weight.lora_a 3·32, blk.0.attn_q.weight.lora_b 3·32 | expected the same rank in both",
                "blk.0.attn_q.weight.lora_a 16·3, blk.0.attn_q.weight.lora_b 3·32 | is 32 × 3 × 16, expected one for F32 [32, 32]",
                "blk.0.attn_q.weight.lora_a 32·3, blk.0.attn_q.weight.lora_b 3·64 | is 64 × 3 × 32, expected one for F32 [32, 32]",
                "blk.0.attn_k.weight.lora_a 32·3, blk.0.attn_k.weight.lora_b 3·32 | is 32 × 3 × 32, expected one for F32 [16, 32]",
                "blk.0.attn_q.weight.lora_a 32·3·2, blk.0.attn_q.weight.lora_b 3·32·2 | expected one for F32 [32, 32]",
                "blk.7.attn_q.weight.lora_a 32·3, blk.7.attn_q.weight.lora_b 3·32 | has no matrix 'blk.7.attn_q.weight' to tweak",
                "blk.0.attn_qkv.weight.lora_a 32·3, blk.0.attn_qkv.weight.lora_b 3·64 | has no matrix 'blk.0.attn_qkv.weight'",
                "blk.0.ffn_up_exps.weight.lora_a 32·3·4, blk.0.ffn_up_exps.weight.lora_b 3·48·4 | has no matrix",
                "token_embd.weight.lora_a 32·3, token_embd.weight.lora_b 3·384 | expected the same rank in both",
                "token_embd.weight.lora_a 3·99, token_embd.weight.lora_b 3·32 | is 32 × 3 × 99, expected one for F32",
                "output.weight.lora_a 32·3, output.weight.lora_b 3·7 | is 7 × 3 × 32, expected one for F32",
                "blk.0.attn_norm.weight 32 | is no low-rank tweak",
                "blk.0.attn_q.weight 32·32 | is no low-rank tweak",
                "blk.0.attn_q.weight.lora_magnitude 32 | is no low-rank tweak",
            })
    void tensorsThatDoNotFit(String tensors, String told) throws IOException {
        GgufWriter writer = adapter();
        for (String each : tensors.split(", ", -1)) {
            String[] parts = each.split(" ", -1);
            String[] sizes = parts[1].split("·", -1);
            long[] dimensions = new long[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                dimensions[i] = Long.parseLong(sizes[i]);
            }
            with(writer, parts[0], dimensions);
        }
        String refusal = refusal(writer.write(folder.resolve("adapter.gguf")));
        assertTrue(refusal.startsWith("adapter.gguf: ") && refusal.contains(told), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "general.type | model | general.type is 'model', expected adapter",
                "general.type | imatrix | general.type is 'imatrix', expected adapter",
                "adapter.type | vera | adapter.type is 'vera', expected lora",
                "general.architecture | qwen2 | for architecture 'qwen2', expected 'llama', as the model is",
            })
    void anotherKindOfFile(String key, String value, String told) throws IOException {
        GgufWriter writer = new GgufWriter();
        for (String each : List.of("general.architecture", "general.type", "adapter.type")) {
            String usual =
                    each.equals("general.architecture") ? "llama" : each.equals("general.type") ? "adapter" : "lora";
            writer.string(each, each.equals(key) ? value : usual);
        }
        with(with(writer, "blk.0.attn_q.weight.lora_a", DIM, RANK), "blk.0.attn_q.weight.lora_b", RANK, DIM);
        String refusal = refusal(writer.write(folder.resolve("adapter.gguf")));
        assertTrue(refusal.contains(told), refusal);
    }

    @Test
    void filesThatAreNone() throws IOException {
        assertTrue(refusal(base).contains("general.type is 'model', expected adapter"));
        assertTrue(refusal(folder.resolve("none.gguf")).contains("there is no such file"));
        assertTrue(refusal(folder).contains("the folder has no adapter_model.safetensors"));
        Files.write(folder.resolve("adapter_model.bin"), new byte[] {1});
        assertTrue(refusal(folder).contains("a program that opening would run"));
        byte[] whole = with(
                        with(adapter(), "blk.0.attn_q.weight.lora_a", DIM, RANK),
                        "blk.0.attn_q.weight.lora_b",
                        RANK,
                        DIM)
                .bytes();
        assertTrue(refusal(adapter().write(folder.resolve("empty.gguf"))).contains("the adapter is empty"));
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 100));
        assertTrue(refusal(cut).startsWith("cut.gguf: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"peft_type\": \"IA3\"",
                "\"peft_type\": 3",
                "\"use_dora\": true",
                "\"fan_in_fan_out\": true",
                "\"lora_bias\": true",
                "\"bias\": \"all\"",
                "\"modules_to_save\": [\"lm_head\"]",
                "\"layer_replication\": [[0, 1]]",
                "\"trainable_token_indices\": [5]",
                "\"target_parameters\": [\"experts\"]",
                "\"init_lora_weights\": \"pissa_niter_16\"",
                "\"init_lora_weights\": \"olora\"",
                "\"alpha_pattern\": {\"(a+)+b\": 4}",
                "\"alpha_pattern\": {\"q_proj\": \"x\"}",
                "\"lora_alpha\": \"x\"",
            })
    void whatPeftDoesAndThisDoesNot(String entry) throws IOException {
        String name = entry.substring(1, entry.indexOf('"', 1));
        String usual = name.equals("peft_type") ? "" : "\"peft_type\": \"LORA\", ";
        String told = refusal(peft(
                "{" + usual + entry + "}",
                "model.layers.0.self_attn.q_proj.lora_A.weight 3·32",
                "model.layers.0.self_attn.q_proj.lora_B.weight 32·3"));
        assertTrue(told.startsWith("adapter_config.json: " + name), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model.layers.0.self_attn.q_proj.lora_A.weight 3·32 | stands alone",
                "model.layers.0.self_attn.q_proj.lora_B.weight 32·3 | stands alone",
                "model.layers.0.self_attn.q_proj.lora_A.weight 3·32, model.layers.0.self_attn.q_proj.lora_B.weight 32·4 | the same rank",
                "model.layers.0.self_attn.q_proj.lora_magnitude_vector 32 | is no low-rank tweak",
                "lm_head.weight 384·32 | is no low-rank tweak",
                "model.layers.0.mlp.router.lora_A.weight 3·32, model.layers.0.mlp.router.lora_B.weight 4·3 | lacks",
                "model.layers.0.self_attn.q_proj.lora_A.weight 3·32, model.layers.0.self_attn.q_proj.lora_B.weight 31·3 | 31 rows",
                "model.layers.0.self_attn.q_proj.lora_A.weight 3·16, model.layers.0.self_attn.q_proj.lora_B.weight 32·3 | expected one for F32 [32, 32]",
                "model.layers.9.mlp.up_proj.lora_A.weight 3·32, model.layers.9.mlp.up_proj.lora_B.weight 48·3 | has no matrix 'blk.9.ffn_up.weight'",
                "transformer.h.0.attn.lora_A.weight 3·32, transformer.h.0.attn.lora_B.weight 32·3 | lacks",
            })
    void whatPeftSavesAndDoesNotFit(String tensors, String told) throws IOException {
        String refusal = refusal(peft("{\"peft_type\": \"LORA\"}", tensors.split(", ", -1)));
        assertTrue(refusal.contains(told), refusal);
    }

    private Path peft(String config, String... tensors) throws IOException {
        Path saved = Files.createDirectories(folder.resolve("saved"));
        Files.writeString(saved.resolve("adapter_config.json"), config);
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String each : tensors) {
            String[] parts = each.split(" ", -1);
            String[] sizes = parts[1].split("·", -1);
            long[] shape = new long[sizes.length];
            int values = 1;
            for (int i = 0; i < sizes.length; i++) {
                shape[i] = Long.parseLong(sizes[i]);
                values *= (int) shape[i];
            }
            writer.tensor("base_model.model." + parts[0], "F32", new byte[4 * values], shape);
        }
        writer.write(saved.resolve("adapter_model.safetensors"));
        return saved;
    }
}
