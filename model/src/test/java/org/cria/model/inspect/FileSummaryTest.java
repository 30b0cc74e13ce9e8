package org.cria.model.inspect;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file is, in llama.cpp's words: the expected ones are what llama-bench printed for such files. */
class FileSummaryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, all F32",
        "1, F16",
        "32, BF16",
        "7, Q8_0",
        "2, Q4_0",
        "3, Q4_1",
        "8, Q5_0",
        "9, Q5_1",
        "25, IQ4_NL - 4.5 bpw",
        "10, Q2_K - Medium",
        "11, Q3_K - Small",
        "12, Q3_K - Medium",
        "13, Q3_K - Large",
        "14, Q4_K - Small",
        "15, Q4_K - Medium",
        "16, Q5_K - Small",
        "17, Q5_K - Medium",
        "18, Q6_K",
        "30, IQ4_XS - 4.25 bpw"
    })
    void theFileTypeHasLlamaCppsName(int id, String name) throws IOException {
        assertEquals(
                "llama ?B " + name,
                summary(tiny().writer().u32("general.file_type", id)).modelType());
    }

    @Test
    void aMissingFileTypeIsGuessedFromTheTensors() throws IOException {
        assertEquals("llama ?B (guessed) all F32", summary(tiny().writer()).modelType());
        assertEquals(
                "llama ?B (guessed) Q8_0",
                summary(tiny().format(Formats.Q8_0).writer()).modelType());
    }

    @ParameterizedTest
    @CsvSource({
        "16, 32, 8, 128256, 1B",
        "22, 32, 4, 32000, 1B",
        "28, 24, 8, 128256, 3B",
        "32, 32, 32, 32000, 7B",
        "32, 32, 8, 128256, 8B",
        "40, 40, 40, 32000, 13B",
        "80, 64, 64, 32000, 65B",
        "80, 64, 8, 32000, 70B",
        "5, 8, 4, 512, ?B"
    })
    void theSizeIsToldFromTheLayers(int layers, int heads, int kvHeads, int vocabulary, String size)
            throws IOException {
        GgufWriter writer = new GgufWriter()
                .string("general.architecture", "llama")
                .u32("llama.block_count", layers)
                .u32("llama.attention.head_count", heads)
                .u32("llama.attention.head_count_kv", kvHeads)
                .u32("llama.vocab_size", vocabulary);
        assertEquals(size, summary(writer).sizeClass());
    }

    @Test
    void bytesAndParametersAreCountedByFormat() throws IOException {
        FileSummary summary = summary(new GgufWriter()
                .string("general.architecture", "none-such")
                .tensor("a", Formats.F32, new byte[4 * 6], 2, 3)
                .tensor("b", Formats.Q8_0, new byte[2 * 34], 64)
                .tensor("c", Formats.F32, new byte[4], 1));
        assertAll(
                () -> assertEquals(28 + 68, summary.tensorBytes()),
                () -> assertEquals(7 + 64, summary.parameters()),
                () -> assertEquals(
                        List.of(new FormatShare(Formats.Q8_0, 1, 64, 68), new FormatShare(Formats.F32, 2, 7, 28)),
                        summary.formats()),
                () -> assertEquals("none-such ?B (guessed) all F32", summary.modelType()));
    }

    @Test
    void sizesReadAsInLlamaBench() {
        assertAll(
                () -> assertEquals("1.12 MiB", of(1_171_200, 292_800).sizeText()),
                () -> assertEquals("0.29 M", of(1_171_200, 292_800).parametersText()),
                () -> assertEquals(
                        "1.09 GiB", of(1_169_072_128L, 1_100_048_384L).sizeText()),
                () -> assertEquals("1.10 B", of(1_169_072_128L, 1_100_048_384L).parametersText()));
    }

    @Test
    void aFileWithNothingInItHasASummaryToo() throws IOException {
        FileSummary summary = summary(new GgufWriter());
        assertEquals("? ?B no tensors", summary.modelType());
        try (Gguf gguf = Gguf.open(new GgufWriter().write(folder.resolve("nothing.gguf")))) {
            assertEquals(Optional.empty(), FileSummary.contextLength(gguf));
        }
    }

    @Test
    void tensorsThatAreTheSameInSeveralLayersAreOneGroup() throws IOException {
        Path file = TinyModel.seeded(1)
                .dim(64)
                .ffn(96)
                .heads(4)
                .kvHeads(2)
                .layers(5)
                .format("blk.2.ffn_up.weight", Formats.F16)
                .write(folder.resolve("groups.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            List<TensorGroup> groups = TensorGroup.of(gguf.tensors().values());
            List<String> names = groups.stream().map(TensorGroup::name).toList();
            assertEquals("token_embd.weight", names.getFirst());
            assertEquals(
                    1, names.stream().filter("blk.0-4.attn_q.weight"::equals).count());
            assertEquals(
                    1,
                    names.stream().filter("blk.0-1,3-4.ffn_up.weight"::equals).count());
            assertEquals(1, names.stream().filter("blk.2.ffn_up.weight"::equals).count());
            assertEquals(
                    gguf.tensors().size(),
                    groups.stream().mapToInt(TensorGroup::count).sum());
        }
    }

    private static FileSummary of(long bytes, long parameters) {
        return new FileSummary("llama", "1B", "F32", bytes, parameters, List.of());
    }

    private static TinyModel tiny() {
        return TinyModel.seeded(1).dim(64).ffn(96).heads(4).kvHeads(2);
    }

    private FileSummary summary(GgufWriter writer) throws IOException {
        try (Gguf gguf = Gguf.open(writer.write(folder.resolve("file.gguf")))) {
            return FileSummary.of(gguf);
        }
    }
}
