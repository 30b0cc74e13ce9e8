package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.DamagedGguf;
import org.cria.testmodels.TinyModel;
import org.cria.testmodels.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The models that other tests, and the golden files, are made from. */
final class TinyModelTest {
    @TempDir
    Path folder;

    static Stream<Format> formats() {
        return Formats.all().stream();
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-f32, 596972261",
        "tiny-q8_0, 4024829167",
        "tiny-q4_k, 2014751478",
        "tiny-iq4_xs, 3496015020",
        "tiny-llama3, 86770360"
    })
    void theBytesAreTheSameOnEveryMachine(String name, long expected) {
        TinyModel model = Optional.ofNullable(TinyModels.all().get(name)).orElseThrow();
        CRC32 sum = new CRC32();
        sum.update(model.image().bytes());
        assertEquals(expected, sum.getValue(), name);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void weightsHaveTheIntendedSpreadInEveryFormat(Format format) throws IOException {
        Path file = TinyModel.seeded(11).layers(1).format(format).write(folder.resolve("spread.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            for (TensorInfo tensor : gguf.tensors().values()) {
                if (tensor.dimensions().size() == 2) {
                    assertEquals(format, tensor.format());
                    double gain = tensor.name().equals("output.weight") ? 4 : 1;
                    assertSpread(
                            gguf, tensor, gain / Math.sqrt(tensor.dimensions().getFirst()));
                }
            }
        }
    }

    @Test
    void everyOptionIsInTheFile() throws IOException {
        TinyModel model = TinyModel.seeded(5)
                .dim(24)
                .ffn(40)
                .layers(3)
                .heads(3)
                .kvHeads(1)
                .headDim(10)
                .context(48)
                .vocabulary(301)
                .tied()
                .biased()
                .rope(TinyModel.Rope.YARN)
                .format("blk.2.ffn_up.weight", Formats.F16);
        try (Gguf gguf = Gguf.open(model.write(folder.resolve("options.gguf")))) {
            Metadata metadata = gguf.metadata();
            assertEquals(10, metadata.integer("llama.attention.key_length"));
            assertEquals("yarn", metadata.string("llama.rope.scaling.type"));
            assertEquals(12, metadata.integer("llama.rope.scaling.original_context_length"));
            assertEquals(
                    301, metadata.strings("tokenizer.ggml.tokens").orElseThrow().size());
            assertFalse(gguf.tensors().containsKey("output.weight"));
            assertTrue(gguf.tensors().containsKey("blk.2.attn_q.bias"));
            assertEquals("[24, 30]", shape(gguf, "blk.0.attn_q.weight"));
            assertEquals("[24, 10]", shape(gguf, "blk.0.attn_k.weight"));
            assertEquals("[30, 24]", shape(gguf, "blk.0.attn_output.weight"));
            assertEquals(
                    List.of("blk.2.ffn_up.weight"),
                    gguf.tensors().values().stream()
                            .filter(t -> t.format().name().equals("F16"))
                            .map(TensorInfo::name)
                            .toList());
        }
    }

    @Test
    void anotherArchitectureHasKeysAndTensorsOfItsOwn() throws IOException {
        TinyModel model = TinyModel.seeded(5)
                .architecture("alpaca")
                .gain("attn_q_norm", 32)
                .adding(writer -> writer.u32("alpaca.herd", 7));
        try (Gguf gguf = Gguf.open(model.write(folder.resolve("alpaca.gguf")))) {
            Metadata metadata = gguf.metadata();
            assertEquals("alpaca", metadata.string("general.architecture"));
            assertEquals(256, metadata.integer("alpaca.embedding_length"));
            assertEquals(7, metadata.integer("alpaca.herd"));
            assertFalse(metadata.contains("llama.embedding_length"));
            assertEquals("[32]", shape(gguf, "blk.0.attn_q_norm.weight"));
            assertEquals("[32]", shape(gguf, "blk.1.attn_q_norm.weight"));
        }
    }

    @Test
    void anotherOptionLeavesTheOtherWeightsAlone() throws IOException {
        try (Gguf one = Gguf.open(TinyModel.seeded(5).layers(1).write(folder.resolve("one.gguf")));
                Gguf two = Gguf.open(TinyModel.seeded(5).layers(2).biased().write(folder.resolve("two.gguf")))) {
            for (TensorInfo tensor : one.tensors().values()) {
                TensorInfo same =
                        Optional.ofNullable(two.tensors().get(tensor.name())).orElseThrow();
                assertEquals(-1, one.data(tensor).mismatch(two.data(same)), tensor.name());
            }
        }
    }

    @Test
    void rowsThatTheFormatCannotHoldAreAMistakeOfTheTest() {
        TinyModel model = TinyModel.seeded(1).dim(24).heads(3).kvHeads(3).format(Formats.Q8_0);
        assertThrows(IllegalArgumentException.class, model::image);
    }

    @Test
    void theSameDamageIsDoneAgain() {
        DamagedGguf damaged = new DamagedGguf(TinyModel.seeded(1).layers(1).image(), 9);
        for (int i = 0; i < 22; i++) {
            DamagedGguf.Damage first = damaged.damage(i);
            DamagedGguf.Damage second = damaged.damage(i);
            assertEquals(first.description(), second.description());
            assertArrayEquals(first.bytes(), second.bytes());
        }
    }

    private static String shape(Gguf gguf, String name) {
        return Optional.ofNullable(gguf.tensors().get(name)).orElseThrow().shapeText();
    }

    /** At least 32,768 values: the mean's own deviation is then 0.6 % of the spread for independent values. */
    private static void assertSpread(Gguf gguf, TensorInfo tensor, double expected) {
        float[] values = new float[Math.toIntExact(tensor.values())];
        int blocks = values.length / tensor.format().blockValues();
        tensor.format().decode(gguf.data(tensor), 0, values, 0, blocks);
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        String what = tensor.name() + " in " + tensor.format().name();
        assertEquals(1, Math.sqrt(squares / values.length) / expected, 0.02, what);
        assertEquals(0, sum / values.length / expected, 0.05, what);
    }
}
