package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failure is exit code 1 and one line: place, found, expected, next step. */
class FailureTest {
    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.seeded(7).dim(64).ffn(96).heads(4).kvHeads(2).write(folder.resolve("tiny.gguf"));
    }

    @Test
    void aMissingFileIsNamed() {
        assertFails("there is no such file", "expected a GGUF file", folder.resolve("none.gguf"));
    }

    @Test
    void aDirectoryIsNoModel() {
        assertFails("this is a directory", "Name the .gguf file inside", folder);
    }

    @Test
    void aTextFileIsNoModel() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "Once upon a time there was a text.\n".repeat(9));
        assertFails("notes.txt", "expected", text);
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(bytes, bytes.length / 2));
        assertFails("cut.gguf: tensor", "The file is truncated; download it again.", cut);
    }

    @Test
    void aFileOfNoiseIsRefused() throws IOException {
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        assertFails("noise.gguf", "expected", Files.write(folder.resolve("noise.gguf"), noise));
    }

    @Test
    void aContextThatDoesNotFitNamesTheOneThatDoes() {
        InProcess answer = InProcess.execute("run", "-m", model.toString(), "-p", "a", "-c", "2000000000");
        assertOneLine(answer, "tiny.gguf: needs", "available are", "Use -c ");
        assertTrue(answer.err().matches("(?s).*Use -c \\d+ or less.*"), answer.err());
    }

    @Test
    void aReferenceIsNeverWrittenOverAnotherFile() throws IOException {
        byte[] before = Files.readAllBytes(model);
        String text = "some words ".repeat(40);
        InProcess answer = InProcess.execute(
                "perplexity", "-m", model.toString(), "-p", text, "-c", "16", "--kl-divergence-base", model.toString());
        assertOneLine(answer, "tiny.gguf", "holds something else", "Choose another name");
        assertArrayEquals(before, Files.readAllBytes(model));
    }

    @Test
    void anUnknownDeviceIsAnErrorThatListsTheKnownOnes() {
        InProcess answer = InProcess.execute("run", "-m", model.toString(), "-p", "a", "-dev", "abacus");
        assertOneLine(answer, "abacus", "auto", "cpu");
    }

    @Test
    void aMissingTextFileIsNamed() {
        String file = folder.resolve("none.txt").toString();
        assertOneLine(InProcess.execute("tokenize", "-m", model.toString(), "-f", file), file, "no such file");
    }

    @Test
    void aPromptFileThatIsNoTextIsRefusedByEveryCommandThatReadsOne() throws IOException {
        String binary = Files.write(folder.resolve("a.bin"), new byte[] {'P', 'K', 3, 0, 4})
                .toString();
        String latin = Files.write(folder.resolve("latin1.txt"), "größe".getBytes(StandardCharsets.ISO_8859_1))
                .toString();
        for (String command : List.of("run", "chat", "tokenize", "perplexity")) {
            InProcess answer = InProcess.execute(command, "-m", model.toString(), "-f", binary);
            assertOneLine(answer, binary + ": byte 3 is 0x00, expected text in UTF-8");
            answer = InProcess.execute(command, "-m", model.toString(), "-f", latin);
            assertOneLine(answer, latin + ": byte 2 is 0xf6, expected text in UTF-8");
        }
    }

    @Test
    void aTextTooShortForPerplexitySaysHowLongItMustBe() {
        InProcess answer = InProcess.execute("perplexity", "-m", model.toString(), "-p", "abc", "-c", "16");
        assertOneLine(answer, "the text has", "expected at least 32", "smaller -c");
    }

    @Test
    void theStackTraceComesWithVerboseOnly() {
        String missing = folder.resolve("none.gguf").toString();
        InProcess verbose = InProcess.execute("run", "-m", missing, "-p", "a", "--verbose");
        assertEquals(1, verbose.exitCode());
        assertTrue(verbose.err().contains("\tat org.cria."), verbose.err());
    }

    /** Every command that reads a model says the same. */
    private static void assertFails(String found, String further, Path file) {
        Stream.of("run", "tokenize", "perplexity", "inspect", "bench").forEach(command -> {
            Stream<String> text =
                    command.equals("inspect") || command.equals("bench") ? Stream.of() : Stream.of("-p", "a");
            String[] arguments = Stream.concat(Stream.of(command, "-m", file.toString()), text)
                    .toArray(String[]::new);
            assertOneLine(InProcess.execute(arguments), found, further);
        });
    }

    private static void assertOneLine(InProcess answer, String... words) {
        assertEquals(1, answer.exitCode(), answer.err());
        assertEquals("", answer.out());
        assertEquals(1, answer.err().lines().count(), answer.err());
        assertTrue(answer.err().startsWith("cria: "), answer.err());
        for (String word : words) {
            assertTrue(answer.err().contains(word), () -> "'" + word + "' is not in: " + answer.err());
        }
    }
}
