package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Step;
import org.cria.testmodels.GgufField;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LlamaTest {
    @TempDir
    Path folder;

    static List<String> tensors() {
        return Defined.tiny().image().fields().stream()
                .filter(field -> field.kind() == Kind.NAME)
                .map(GgufField::owner)
                .toList();
    }

    @Test
    void theNumbersAreThoseOfTheFile() throws IOException {
        Defined.check(folder, Defined.tiny().writer(), definition -> {
            Config config = definition.config();
            assertEquals(
                    new Config(
                            "llama",
                            "tiny",
                            256,
                            32,
                            List.of(48, 48),
                            List.of(4, 4),
                            List.of(2, 2),
                            8,
                            290,
                            Optional.empty()),
                    config);
            assertEquals(new KvShape(2, 2, 8), definition.program().kv());
            assertEquals(290, definition.program().logits().columns());
        });
    }

    @Test
    void aLayerIsWhatThePapersSay() throws IOException {
        Defined.check(folder, Defined.tiny().writer(), definition -> {
            List<String> names = names(definition.program().layers().get(1));
            assertEquals(
                    List.of(
                            "RmsNorm", "MatMul", "MatMul", "MatMul", "Rope", "Rope", "StoreKv", "Attend", "MatMul",
                            "Add", "RmsNorm", "MatMul", "MatMul", "SwiGlu", "MatMul", "Add"),
                    names);
            assertEquals(List.of("Embed"), names(definition.program().input()));
            assertEquals(
                    List.of("SelectOutputs", "RmsNorm", "MatMul"),
                    names(definition.program().output()));
            Step.Attend attend = steps(definition, Step.Attend.class).getLast();
            assertEquals((float) (1 / Math.sqrt(8)), attend.scale());
            assertEquals(1, attend.layer());
        });
    }

    @Test
    void aTiedModelMultipliesWithItsEmbedding() throws IOException {
        Defined.check(folder, Defined.tiny().tied().writer(), definition -> {
            Step.MatMul last = (Step.MatMul) definition.program().output().getLast();
            assertEquals("token_embd.weight", last.w().name());
        });
    }

    @Test
    void biasesAreAddedWhereTheFileHasThem() throws IOException {
        Defined.check(
                folder,
                Defined.tiny().biased().writer(),
                definition ->
                        assertEquals(8, steps(definition, Step.AddBias.class).size(), "4 in each layer"));
    }

    @Test
    void keysThatAreThereReplaceTheDefaults() throws IOException {
        GgufWriter writer = Defined.tiny().headDim(6).writer();
        Defined.check(folder, writer, definition -> {
            assertEquals(6, definition.config().headDims());
            assertEquals(24, steps(definition, Step.Attend.class).getFirst().q().columns());
        });
    }

    /** llama-perplexity 0.7.0 computes the same with and without the key. */
    @Test
    void aScaleOfAttentionIsForOtherArchitectures() throws IOException {
        Defined.check(
                folder,
                Defined.tiny().writer().f32("llama.attention.scale", 0.9f),
                definition -> assertEquals(
                        1 / Math.sqrt(8),
                        steps(definition, Step.Attend.class).getFirst().scale(),
                        1e-7));
    }

    @Test
    void numbersMayDifferBetweenLayers() throws IOException {
        Defined.check(
                folder,
                arrays(2, 2),
                definition -> assertEquals(List.of(2, 2), definition.config().kvHeads()));
        Defined.check(
                folder,
                Defined.tiny().heads(4, 2).kvHeads(2, 1).ffn(48, 32).headDim(8).writer(),
                definition -> {
                    assertEquals(List.of(48, 32), definition.config().feedForward());
                    assertEquals(
                            new KvShape(List.of(2, 1), 8), definition.program().kv());
                    Step.Attend second = steps(definition, Step.Attend.class).getLast();
                    assertEquals("2/1 × 8", second.shape(definition.program().kv()));
                });
        String tooFew = Defined.refusal(
                folder,
                Defined.tiny()
                        .writer()
                        .replacing("llama.attention.head_count_kv", GgufType.I32, List.of(2))
                        .bytes());
        assertTrue(tooFew.contains("head_count_kv has 1 numbers, expected one for each of 2 layers"), tooFew);
    }

    private static byte[] arrays(int first, int second) {
        return Defined.tiny()
                .writer()
                .replacing("llama.feed_forward_length", GgufType.U32, List.of(48, 48))
                .replacing("llama.attention.head_count", GgufType.U32, List.of(4, 4))
                .replacing("llama.attention.head_count_kv", GgufType.I32, List.of(first, second))
                .bytes();
    }

    @Test
    void aFormatThatCriaLacksIsNamedWithThoseItHas() throws IOException {
        GgufWriter writer = Defined.tiny().writer().without("output.weight");
        String message = Defined.refusal(folder, writer.tensor("output.weight", 24, new byte[32 * 290], 32, 290));
        assertTrue(message.contains("'output.weight' has the format I8, which this version of Cria lacks"), message);
        assertTrue(message.contains(Formats.names()), message);
        // llama-quantize refuses to quantise many formats again, so only another file helps for certain
        assertTrue(message.endsWith("Get the model in one of these formats."), message);
    }

    @Test
    void queriesKeysAndValuesMayBeTheRowsOfOneTensor() throws IOException {
        Defined.check(folder, Defined.tiny().fused().writer(), definition -> {
            List<Step.MatMul> products = steps(definition, Step.MatMul.class);
            assertEquals("blk.0.attn_qkv.weight[32:48]", products.get(1).w().name());
            assertEquals(16, products.get(1).w().rows());
            assertEquals("blk.0.ffn_up.weight[48:96]", products.get(5).w().name());
        });
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "256, 256", "0, 0"})
    void aSlidingWindowIsWhatALayerSees(int window, int expected) throws IOException {
        Defined.check(folder, Defined.tiny().writer().u32("llama.attention.sliding_window", window), definition -> {
            assertEquals(256, definition.config().contextLength());
            assertEquals(
                    expected, steps(definition, Step.Attend.class).getFirst().window());
        });
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void aMissingTensorIsNamedWithItsShape(String tensor) throws IOException {
        GgufImage image = Defined.tiny().image();
        byte[] renamed = (tensor.substring(0, tensor.length() - 1) + "X").getBytes(StandardCharsets.UTF_8);
        String message = Defined.refusal(folder, image.with(Kind.NAME, tensor, renamed));
        if (tensor.equals("output.weight")) {
            // Without it a model is a tied one: then it is the tensor of the other name that nobody knows.
            assertTrue(
                    message.startsWith("tiny.gguf: tensor 'output.weighX' has no meaning in architecture llama"),
                    message);
        } else {
            assertTrue(message.startsWith("tiny.gguf: tensor '" + tensor + "' is missing, expected ["), message);
            assertTrue(message.endsWith("The file is incomplete; download it again."), message);
        }
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void aMisshapenTensorIsNamedWithBothShapes(String tensor) throws IOException {
        GgufImage image = Defined.tiny().image();
        String message = Defined.refusal(folder, image.with(Kind.DIMENSION, tensor, 16));
        assertTrue(message.startsWith("tiny.gguf: tensor '" + tensor + "' is [16"), message);
        assertTrue(
                message.matches(".*, expected \\[\\d+(, \\d+)?] \\(.+\\)\\. The file is damaged; download it again\\."),
                message);
    }

    @Test
    void theMessageOfAMisshapenTensorSaysWhatItsSidesAre() throws IOException {
        byte[] bytes = Defined.tiny().image().with(Kind.DIMENSION, "blk.1.attn_q.weight", 24);
        assertEquals(
                "tiny.gguf: tensor 'blk.1.attn_q.weight' is [24, 32], expected [32, 32] (embedding × heads·head_dim). The"
                        + " file is damaged; download it again.",
                Defined.refusal(folder, bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blk.0.attn_q_norm.weight", "blk.2.attn_q.weight", "x"})
    void aTensorOfAnotherModelIsRefused(String tensor) throws IOException {
        GgufWriter writer = Defined.tiny().writer().tensor(tensor, Formats.F32, new byte[32], 8);
        String message = Defined.refusal(folder, writer);
        assertEquals(
                "tiny.gguf: tensor '" + tensor
                        + "' has no meaning in architecture llama, expected only tensors that the"
                        + " forward pass uses. This variant of the architecture is not supported; choose another model.",
                message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context_length",
                "embedding_length",
                "block_count",
                "feed_forward_length",
                "attention.head_count",
                "attention.head_count_kv",
                "rope.dimension_count"
            })
    void aCountOutOfRangeIsRefused(String key) throws IOException {
        GgufImage image = Defined.tiny().image();
        for (long count : new long[] {0, 1L << 25, 0xFFFFFFFFL}) {
            String message = Defined.refusal(folder, image.with(Kind.VALUE, "llama." + key, count));
            assertTrue(message.contains(key) && message.contains(String.valueOf(count)), message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context_length",
                "embedding_length",
                "block_count",
                "feed_forward_length",
                "attention.head_count"
            })
    void aMissingKeyIsNamed(String key) throws IOException {
        byte[] other = ("llama." + key).replaceAll(".$", "X").getBytes(StandardCharsets.UTF_8);
        String message = Defined.refusal(folder, Defined.tiny().image().with(Kind.KEY, "llama." + key, other));
        assertTrue(message.startsWith("tiny.gguf: metadata key 'llama." + key + "' is missing"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "attention.head_count, 3, attention.head_count 3 with attention.head_count_kv 2",
        "attention.head_count, 6, embedding_length 32 with attention.head_count 6",
        "attention.head_count_kv, 3, attention.head_count 4 with attention.head_count_kv 3",
        "rope.dimension_count, 7, rope.dimension_count 7",
        "rope.dimension_count, 10, 'an even number up to 8'",
        "feed_forward_length, 40, '[32, 40] (embedding × feed_forward)'",
        "embedding_length, 64, '[64, 290] (embedding × vocabulary)'",
        "block_count, 3, tensor 'blk.2.attn_norm.weight' is missing"
    })
    void countsThatDoNotFitTogetherAreRefused(String key, int count, String expected) throws IOException {
        byte[] bytes = Defined.tiny().image().with(Kind.VALUE, "llama." + key, count);
        String message = Defined.refusal(folder, bytes);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void widthsWhoseProductIsTooLargeAreRefused() throws IOException {
        GgufWriter writer = new GgufWriter()
                .string("general.architecture", "llama")
                .u32("llama.context_length", 8)
                .u32("llama.embedding_length", 256)
                .u32("llama.block_count", 1)
                .u32("llama.feed_forward_length", 8)
                .u32("llama.attention.head_count", 256)
                .u32("llama.attention.key_length", 1 << 24)
                .u32("llama.vocab_size", 8)
                .tensor("output_norm.weight", Formats.F32, new byte[4 * 256], 256);
        String message = Defined.refusal(folder, writer);
        assertTrue(message.contains("head_count 256 with attention.key_length 16777216"), message);
    }

    @Test
    void vocabularyAndEmbeddingMustAgree() throws IOException {
        GgufImage image = Defined.tiny().image();
        GgufField rows = image.fields().stream()
                .filter(field -> field.kind() == Kind.DIMENSION && field.owner().equals("token_embd.weight"))
                .toList()
                .getLast();
        byte[] bytes = image.bytes();
        bytes[rows.offset()]--;
        String message = Defined.refusal(folder, bytes);
        assertTrue(message.contains("'token_embd.weight' is [32, 289], expected [32, 290]"), message);
    }

    static Stream<GgufWriter> variants() {
        return Stream.of(
                Defined.tiny().writer().bool("llama.attention.causal", false),
                Defined.tiny().writer().f32("llama.attention.clamp_kqv", 8),
                Defined.tiny().writer().u32("llama.attention.value_length", 16),
                Defined.tiny().writer().string("llama.rope.scaling.type", "dynamic"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void aVariantThatComputesSomethingElseIsRefused(GgufWriter writer) throws IOException {
        String message = Defined.refusal(folder, writer);
        assertTrue(message.contains("not supported; choose another"), message);
        assertTrue(message.startsWith("tiny.gguf: llama."), message);
    }

    @Test
    void aMixtureOfExpertsIsCalledByItsName() throws IOException {
        TinyModel dense = Defined.tiny().architecture("granite");
        String message = Defined.refusal(folder, dense.writer().u32("granite.expert_count", 8));
        assertEquals(
                "tiny.gguf: granite.expert_count 8 (mixture of experts), expected no experts. This model is not supported;"
                        + " choose another, or ask for support.",
                message);
        Defined.check(
                folder,
                Defined.tiny().writer().u32("llama.expert_count", 0),
                definition -> assertEquals(2, definition.config().layers()));
    }

    @Test
    void ofExpertsAsManyMustBeUsedAsThereAreAtMost() throws IOException {
        String message = Defined.refusal(folder, Defined.tiny().experts(2, 3).writer());
        assertTrue(
                message.contains("llama.expert_used_count 3 with expert_count 2, expected at most as many"), message);
    }

    @Test
    void valuesThatAreNoPositiveNumberAreRefused() throws IOException {
        for (String key : List.of("llama.attention.layer_norm_rms_epsilon", "llama.rope.freq_base")) {
            for (float value : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
                byte[] bytes = Defined.tiny().image().with(Kind.VALUE, key, Float.floatToRawIntBits(value));
                String message = Defined.refusal(folder, bytes);
                assertTrue(message.contains(key) && message.contains(String.valueOf(value)), message);
            }
        }
    }

    @Test
    void aKeyOfAnotherTypeIsNamed() throws IOException {
        GgufWriter writer = Defined.tiny().writer().string("llama.attention.key_length", "eight");
        String message = Defined.refusal(folder, writer);
        assertTrue(message.contains("'llama.attention.key_length'") && message.contains("whole number"), message);
        GgufWriter heads = Defined.tiny().writer().array("llama.attention.key_length", GgufType.F32, List.of(8f, 8f));
        assertTrue(Defined.refusal(folder, heads).contains("'llama.attention.key_length'"));
    }

    private static List<String> names(List<Step> steps) {
        List<String> names = new ArrayList<>();
        steps.forEach(step -> names.add(step.getClass().getSimpleName()));
        return names;
    }

    private static <S extends Step> List<S> steps(Definition definition, Class<S> kind) {
        return definition.program().steps().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
