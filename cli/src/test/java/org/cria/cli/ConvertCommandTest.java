package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.TinyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConvertCommandTest {
    @TempDir
    Path work;

    private Path folder() throws IOException {
        return TinyFolder.of("LlamaForCausalLM").write(work.resolve("Tiny-Llama"));
    }

    @ParameterizedTest
    @CsvSource({"auto, F32", "f32, F32", "f16, F16", "BF16, BF16", "q8_0, Q8_0"})
    void aFolderBecomesAFileInTheFormatAskedFor(String type, String format) throws IOException {
        Path file = work.resolve("tiny.gguf");
        InProcess converted = InProcess.execute("convert", folder().toString(), file.toString(), "--outtype", type);
        assertEquals(0, converted.exitCode(), converted.err());
        try (Gguf gguf = Gguf.open(file)) {
            assertEquals("Tiny Llama", gguf.metadata().string("general.name"));
            assertEquals(21, gguf.tensors().size());
            assertEquals(format, format(gguf, "blk.0.attn_q.weight"));
            assertEquals("F32", format(gguf, "blk.0.attn_norm.weight"));
        }
    }

    private static String format(Gguf gguf, String tensor) {
        return Objects.requireNonNull(gguf.tensors().get(tensor)).format().name();
    }

    @Test
    void aFolderRunsAsItsFileDoes() throws IOException {
        Path file = work.resolve("tiny.gguf");
        String folder = folder().toString();
        CriaProcess.Outcome converted = new CriaProcess(work, "convert", folder, file.toString()).run();
        assertEquals(0, converted.exitCode(), converted.err());
        assertTrue(converted.err().contains("tiny.gguf: 21 tensors, F32, "), converted.err());
        assertEquals(said(file.toString()), said(folder));
    }

    private String said(String model) {
        CriaProcess.Outcome run =
                new CriaProcess(work, "run", "-m", model, "-p", "the cat", "-n", "8", "--temp", "0").run();
        assertEquals(0, run.exitCode(), run.err());
        assertFalse(run.out().isBlank(), run.out());
        return run.out();
    }

    @Test
    void whatCannotBeWrittenIsToldAndLeavesNothing() throws IOException {
        String folder = folder().toString();
        assertFails("is a folder, expected the name of a file", 2, folder, work.toString());
        assertFails("expected one that ends in .gguf", 2, folder, folder + "/model.safetensors");
        assertFails(
                "there is no folder",
                1,
                folder,
                work.resolve("none").resolve("a.gguf").toString());
        assertFails("Invalid value", 2, folder, work.resolve("a.gguf").toString(), "--outtype", "q9");
        Files.delete(Path.of(folder).resolve("tokenizer.json"));
        assertFails(
                "the folder has no tokenizer", 1, folder, work.resolve("a.gguf").toString());
        assertFails(
                "the folder has no config.json",
                1,
                work.toString(),
                work.resolve("a.gguf").toString());
        String none = work.resolve("none").toString();
        String file = Files.writeString(work.resolve("a.txt"), "a").toString();
        assertFails(
                none + ": there is no such folder",
                1,
                none,
                work.resolve("a.gguf").toString());
        assertFails(file + ": this is a file", 1, file, work.resolve("a.gguf").toString());
        assertFalse(Files.exists(work.resolve("a.gguf")));
    }

    private static void assertFails(String text, int exitCode, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "convert";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        InProcess failed = InProcess.execute(all);
        assertEquals(exitCode, failed.exitCode(), failed.err());
        assertTrue(failed.err().contains(text), failed.err());
    }
}
