package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria distill}, on models of a few thousand weights. */
class DistilCommandTest {
    @TempDir
    private Path folder;

    private Path teacher;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        teacher = TinyModel.seeded(1)
                .layers(3)
                .dim(32)
                .ffn(32)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("big.gguf"));
        data = Files.writeString(folder.resolve("text.txt"), "some words and others and more words ".repeat(60));
    }

    private InProcess distil(String out, String... more) {
        return InProcess.execute(Stream.concat(
                        Stream.of(
                                "distill",
                                "--teacher",
                                teacher.toString(),
                                "--data",
                                data.toString(),
                                "-o",
                                folder.resolve(out).toString(),
                                "-t",
                                "1",
                                "--length",
                                "32",
                                "--steps",
                                "6",
                                "--eval-share",
                                "0.2"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aStudentOfFewerLayersComesCloser() throws IOException {
        Path scores = folder.resolve("scores");
        InProcess made = distil("small", "--shape", "layers=2", "--lr", "0.002", "--scores", scores.toString());
        assertEquals(0, made.exitCode(), made.err());
        assertTrue(made.err().contains("divergence on what is not learned: "), made.err());
        try (Gguf gguf = Gguf.open(folder.resolve("small/model.gguf"))) {
            assertEquals(2, gguf.metadata().integer("llama.block_count"));
        }
        assertTrue(Files.size(scores) > 0);
        InProcess again = distil("small", "--shape", "layers=2", "--lr", "0.002", "--scores", scores.toString());
        assertEquals(0, again.exitCode(), again.err());
        InProcess other = distil("other", "--shape", "layers=2", "--scores", scores.toString(), "--temperature", "2");
        assertEquals(1, other.exitCode(), other.err());
        assertTrue(other.err().contains("Name another file with --scores."), other.err());
    }

    @Test
    void aStudentMayLearnByAnAdapter() throws IOException {
        Path student = TinyModel.seeded(2).layers(1).dim(32).ffn(32).write(folder.resolve("small.gguf"));
        InProcess made = distil("tweak", "--student", student.toString(), "--rank", "2", "--json");
        assertEquals(0, made.exitCode(), made.err());
        assertTrue(Files.exists(folder.resolve("tweak/adapter.gguf")));
        assertTrue(made.out().contains("\"divergence_after\""), made.out());
    }

    @Test
    void wrongUsageIsNamed() throws IOException {
        assertWrong(distil("a"), 2, "either --student MODEL or --shape layers=N is needed.");
        assertWrong(distil("a", "--shape", "heads=2"), 2, "--shape is 'heads=2', expected layers=N");
        assertWrong(distil("a", "--shape", "layers=3"), 1, "--shape is layers=3, expected 1 to 2 layers");
        assertWrong(distil("a", "--shape", "layers=1", "--temperature", "0"), 2, "--temperature 0.0");
        Path other =
                TinyModel.seeded(2).layers(1).dim(32).ffn(32).vocabulary(320).write(folder.resolve("o.gguf"));
        assertWrong(distil("a", "--student", other.toString()), 1, "expected the same tokens");
    }

    private static void assertWrong(InProcess answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains(part), answer.err());
    }
}
