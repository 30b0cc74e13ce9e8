package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cria.model.gguf.Gguf;
import org.cria.model.importance.Importance;
import org.cria.model.importance.ImportanceFile;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria imatrix}, and what {@code cria quantize} makes of its file. */
class ImatrixCommandTest {
    private static final String WORDS = "some words and others ".repeat(20);

    @TempDir
    private Path folder;

    @Test
    void whatIsGatheredServesToQuantise() throws IOException {
        Path model = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path text = Files.writeString(folder.resolve("text.txt"), WORDS);
        Path out = folder.resolve("imatrix.gguf");
        InProcess gathered = execute(model, "-f", text.toString(), "-o", out.toString(), "--chunks", "3");
        assertEquals(0, gathered.exitCode(), gathered.err());
        assertTrue(gathered.err().contains("7 tensors, 3 windows of 16 tokens"), gathered.err());
        Importance read = ImportanceFile.read(out);
        assertEquals(text.toString(), read.dataset());
        assertEquals(3, read.chunks());
        Path quantised = folder.resolve("out.gguf");
        InProcess made = InProcess.execute(
                "quantize", model.toString(), quantised.toString(), "Q4_K_M", "--imatrix", out.toString());
        assertEquals(0, made.exitCode(), made.err());
        try (Gguf gguf = Gguf.open(quantised)) {
            assertEquals(7, gguf.metadata().integer("quantize.imatrix.entries_count"));
        }
    }

    @Test
    void theOutputMatrixIsGatheredForWhereItIsAskedFor() throws IOException {
        Path model = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path out = folder.resolve("imatrix.gguf");
        InProcess gathered = execute(model, "-p", WORDS, "-o", out.toString(), "--chunks", "1", "--process-output");
        assertEquals(0, gathered.exitCode(), gathered.err());
        Importance read = ImportanceFile.read(out);
        assertTrue(read.tensors().containsKey("output.weight"));
        assertEquals("", read.dataset());
    }

    @Test
    void wrongUsageWritesNothing() throws IOException {
        Path model = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path out = folder.resolve("imatrix.gguf");
        byte[] before = Files.readAllBytes(model);
        assertWrong(execute(model, "-p", WORDS, "--chunks", "0", "-o", out.toString()), 2, "--chunks is 0");
        assertWrong(execute(model, "-o", out.toString()), 2, "no text: give it with");
        assertWrong(execute(model, "-p", "short", "-o", out.toString()), 1, "expected at least 32");
        assertWrong(execute(model, "-p", WORDS, "-o", model.toString()), 1, "is no importance matrix");
        assertArrayEquals(before, Files.readAllBytes(model));
        assertFalse(Files.exists(out));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private static InProcess execute(Path model, String... more) {
        return InProcess.execute(
                Stream.concat(Stream.of("imatrix", "-m", model.toString(), "-c", "16", "-t", "1"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static void assertWrong(InProcess answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains(part), answer.err());
    }
}
