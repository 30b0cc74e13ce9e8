package org.cria.model.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name means the files that users expect. */
class FileChoiceTest {
    private static final long GIB = 1L << 30;

    private static final List<RepoFile> MODEL = files(
            "README.md",
            "config.json",
            "mmproj-F16.gguf",
            "m.imatrix.gguf",
            "m-Q2_K.gguf=2",
            "m-Q3_K_M.gguf=3",
            "m-Q4_K_M.gguf=4",
            "m-IQ1_S.gguf=1",
            "m-Q8_0.gguf=8",
            "BF16/m-BF16-00001-of-00003.gguf=5",
            "BF16/m-BF16-00002-of-00003.gguf=5",
            "BF16/m-BF16-00003-of-00003.gguf=5");

    private static List<RepoFile> files(String... names) {
        List<RepoFile> files = new ArrayList<>();
        for (String name : names) {
            String[] parts = name.split("=", -1);
            files.add(new RepoFile(parts[0], parts.length == 1 ? 10 : Long.parseLong(parts[1]) * GIB, "0".repeat(64)));
        }
        return files;
    }

    private static FileChoice choice(String reference, List<RepoFile> all, long memory) {
        return FileChoice.of(HubReference.parse(reference), all, memory);
    }

    private static String first(String reference, long memory) {
        return choice(reference, MODEL, memory).first().orElseThrow();
    }

    private static String refusal(String reference, List<RepoFile> all, long memory) {
        return String.valueOf(assertThrows(CriaException.class, () -> choice(reference, all, memory))
                .getMessage());
    }

    @Test
    void withoutAFormatItIsQ4KM() {
        assertEquals("m-Q4_K_M.gguf", first("a/b", 100 * GIB));
        assertEquals("hf:a/b:Q4_K_M", choice("a/b", MODEL, 100 * GIB).label().text());
    }

    @Test
    void whatDoesNotFitTheMemoryGivesWayToTheLargestThatDoes() {
        assertEquals("m-Q3_K_M.gguf", first("a/b", 4 * GIB));
        assertEquals(
                List.of("Q4_K_M would take 4.00 GiB, and 4.00 GiB of memory are free, so this is Q3_K_M"),
                choice("a/b", MODEL, 4 * GIB).notes());
        assertEquals(
                "hf:a/b: even Q2_K would take 2.00 GiB, and 1.00 GiB of memory are free. Free some, or name it to have it"
                        + " all the same: hf:a/b:Q2_K",
                refusal("a/b", MODEL, GIB));
        assertEquals("m-Q4_K_M.gguf", first("a/b:Q4_K_M", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "a/b:q8_0, m-Q8_0.gguf",
        "a/b:bf16, BF16/m-BF16-00001-of-00003.gguf",
        "a/b/BF16/m-BF16-00002-of-00003.gguf, BF16/m-BF16-00001-of-00003.gguf",
        "a/b/mmproj-F16.gguf, mmproj-F16.gguf"
    })
    void formatsAndFilesAreFound(String reference, String first) {
        assertEquals(first, first(reference, GIB));
        assertEquals(
                first.startsWith("BF16") ? 3 : 1,
                choice(reference, MODEL, GIB).files().size());
    }

    @ParameterizedTest
    @CsvSource({
        "x.Q4_K_M.gguf, Q4_K_M",
        "x-7b-q4_0.gguf, Q4_0",
        "UD-Q4_K_XL/x-UD-Q4_K_XL-00001-of-00002.gguf, UD-Q4_K_XL",
        "Qwen3-0.6B-Q8_0.gguf, Q8_0",
        "x-IQ4_NL.gguf, IQ4_NL",
        "gpt-oss-20b-mxfp4.gguf, MXFP4",
        "x.f16.gguf, F16",
        "stories260K.gguf, ''"
    })
    void namesTellTheFormat(String path, String quant) {
        assertEquals(
                quant,
                GgufSet.among(List.of(new RepoFile(path, 1, "")))
                        .getFirst()
                        .quant()
                        .orElse(""));
    }

    @Test
    void whatIsNotThereIsToldWithWhatIs() {
        assertEquals(
                "hf:a/b: the repository has no file of the format 'Q5_0'. There are BF16, IQ1_S, Q2_K, Q3_K_M, Q4_K_M, Q8_0.",
                refusal("a/b:Q5_0", MODEL, GIB));
        assertTrue(refusal("a/b/c.gguf", MODEL, GIB).contains("no file 'c.gguf'. There are"));
        assertTrue(refusal("a/b:bf16", files("m-BF16-00001-of-00002.gguf"), GIB).contains("1 of the 2 shards"));
        List<RepoFile> two = files("tiny.gguf", "small.gguf");
        assertTrue(
                refusal("a/b", two, GIB).contains("this may mean small.gguf, tiny.gguf. Name one: hf:a/b/small.gguf"));
    }

    @Test
    void aRepositoryInSafetensorsIsWhatItsFolderNeeds() {
        List<RepoFile> all = files(
                "config.json",
                "tokenizer.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.safetensors.index.json",
                "onnx/model.onnx",
                "pytorch_model.bin",
                "README.md");
        FileChoice choice = choice("a/b", all, 1);
        assertEquals(Optional.empty(), choice.first());
        assertEquals(
                List.of(
                        "config.json",
                        "model.safetensors.index.json",
                        "tokenizer.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors"),
                choice.files().stream().map(RepoFile::path).toList());
    }

    @Test
    void picklesAreRefused() {
        List<RepoFile> all = files("config.json", "pytorch_model.bin");
        assertTrue(refusal("a/b", all, GIB).contains("as pickles only, which may run code"));
        assertTrue(refusal("a/b/pytorch_model.bin", all, GIB).contains("may run code of its maker's"));
        assertTrue(refusal("a/b", files("README.md"), GIB).contains("no model in GGUF or safetensors"));
    }
}
