package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cria.cli.lab.KernelWatch;
import org.cria.kernels.format.Formats;
import org.cria.kernels.lab.KernelTemplate;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cria lab}, and a chat through a kernel of one's own. */
final class LabCommandTest {
    private static final String ROWS = """
            import java.lang.foreign.MemorySegment;
            import org.cria.kernels.backend.cpu.rows.Rows;
            import org.cria.kernels.backend.cpu.rows.RowsKernel;
            import org.cria.kernels.format.Format;
            import org.cria.kernels.format.Formats;

            public final class Mine implements RowsKernel, Rows {
                @Override
                public Format format() {
                    return Formats.Q8_0;
                }

                @Override
                public Rows rows() {
                    return this;
                }

                @Override
                public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
                    float[] row = new float[cols];
                    decode(weights, offset, row, 0, cols);
                    double sum = 0;
                    for (int i = 0; i < cols; i++) {
                        sum += (double) row[i] * arranged[i];
                    }
                    return (float) sum;
                }

                @Override
                public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
                    Formats.Q8_0.decode(weights, offset, target, start, cols / 32);
                }
            }
            """;

    @TempDir
    Path folder;

    private Path right;
    private Path wrong;

    @BeforeEach
    void write() throws IOException {
        right = Files.writeString(folder.resolve("Mine.java"), ROWS);
        Path other = Files.createDirectories(folder.resolve("wrong"));
        wrong = Files.writeString(other.resolve("Mine.java"), ROWS.replace("i < cols;", "i < cols - 1;"));
    }

    /** They are no part of the build: only this notices that what they are written for has changed. */
    @ParameterizedTest
    @ValueSource(strings = {"q4k-packed/PackedProduct.java", "attention-grouped/GroupedAttend.java"})
    void theExperimentsThatAreShippedAreRight(String file) {
        Path experiment = Path.of("..", "experiments", file);
        Printed answer = Printed.of("", "lab", "run", "--check-only", "--device", "emulator", experiment.toString());
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(answer.out().contains(" on emulator: right in "), answer.out());
    }

    @Test
    void aRightKernelIsToldWithWhereItRan() {
        Printed answer = Printed.of("", "lab", "run", "--check-only", right.toString());
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(
                answer.out().matches("Mine\\.java \\(Q8_0 rows\\) on cpu: right in \\d+ cases, .* s\\R"), answer.out());
    }

    @Test
    void kernelsAreComparedAndAWrongOneIsExitCodeOne() {
        Printed answer = Printed.of("", "lab", "run", "--check-only", "--compare", right.toString(), wrong.toString());
        assertEquals(1, answer.exitCode(), answer.err());
        assertTrue(answer.out().contains("Mine.java  right"), answer.out());
        assertTrue(answer.out().contains("wrong values"), answer.out());
    }

    @Test
    void programsReadTheSame() throws IOException {
        Printed answer = Printed.of("", "lab", "run", "--check-only", "--json", wrong.toString());
        JsonNode kernel =
                new ObjectMapper().readTree(answer.out()).get("kernels").get(0);
        assertFalse(kernel.get("right").asBoolean());
        assertEquals("Q8_0", kernel.get("kernel").asText());
        assertEquals("wrong values", kernel.get("mistakes").get(0).get("kind").asText());
    }

    @Test
    void whatDoesNotCompileIsToldWithItsLine() throws IOException {
        Files.writeString(right, ROWS.replace("double sum = 0;", "double sum = nothing;"));
        Printed answer = Printed.of("", "lab", "run", right.toString());
        assertEquals(1, answer.exitCode());
        assertTrue(answer.err().contains("cria: Mine.java:22: cannot find symbol"), answer.err());
    }

    @Test
    void aNewFileIsWrittenOnce() {
        Assumptions.assumeTrue(
                KernelTemplate.class.getResource("/org/cria/kernels/backend/tornado/kernel/RmsNorm.java") != null,
                "the sources of kernels are not packed beside their classes");
        Path there = folder.resolve("new");
        Printed first = Printed.of("", "lab", "new", "rmsnorm", there.toString());
        assertEquals(0, first.exitCode(), first.err());
        assertEquals(there.resolve("OwnRmsNorm.java").toString(), first.out().strip());
        Printed again = Printed.of("", "lab", "new", "rmsnorm", there.toString());
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("is there already, and is left as it is"), again.err());
    }

    @Test
    void aSaveIsAnswered() throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        AtomicInteger runs = new AtomicInteger();
        new KernelWatch(right, out)
                .run(
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                Thread.ofVirtual().start(() -> save(ROWS + "// changed\n"));
                            }
                            return "run " + runs.get();
                        },
                        () -> runs.get() < 2);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("run 2"), bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aSaveThatTakesSeveralWritesIsAnsweredOnce() throws InterruptedException {
        List<String> seen = new ArrayList<>();
        new KernelWatch(right, new PrintStream(new ByteArrayOutputStream()))
                .run(
                        () -> {
                            seen.add(read(right));
                            if (seen.size() == 1) {
                                Thread.ofVirtual().start(() -> {
                                    for (int part = 1; part <= 5; part++) {
                                        save(ROWS + "// changed\n".repeat(part));
                                    }
                                });
                            }
                            return "";
                        },
                        () -> seen.size() < 2);
        assertEquals(ROWS + "// changed\n".repeat(5), seen.getLast());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void save(String text) {
        try {
            Thread.sleep(50);
            Files.writeString(right, text);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChatTalksThroughARightKernelAndReceiptsNameIt() throws IOException {
        Path model = TinyModel.seeded(4).format(Formats.Q8_0).layers(1).write(folder.resolve("tiny.gguf"));
        Printed answer = Printed.of(
                "",
                "chat",
                "-m",
                model.toString(),
                "--chat-template",
                "llama2",
                "-dev",
                "cpu",
                "-p",
                "Hi",
                "-n",
                "3",
                "--verbose",
                "--no-history",
                "--kernel",
                right.toString());
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains("kernel: Mine for Q8_0 rows, right in "), answer.err());
        assertTrue(answer.err().contains("receipt: cpu, own kernel Mine for Q8_0 rows: "), answer.err());
    }

    @Test
    void aChatRefusesAWrongKernelUnlessItIsForcedAndThenEveryReceiptSaysSo() throws IOException {
        Path model = TinyModel.seeded(4).format(Formats.Q8_0).layers(1).write(folder.resolve("tiny.gguf"));
        String[] words = {
            "chat",
            "-m",
            model.toString(),
            "--chat-template",
            "llama2",
            "-dev",
            "cpu",
            "-p",
            "Hi",
            "-n",
            "3",
            "--verbose",
            "--no-history",
            "--kernel",
            wrong.toString()
        };
        Printed refused = Printed.of("", words);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("The kernel fails its check"), refused.err());
        String[] forcing = Arrays.copyOf(words, words.length + 1);
        forcing[words.length] = "--force";
        Printed forced = Printed.of("", forcing);
        assertEquals(0, forced.exitCode(), forced.err());
        assertTrue(forced.err().contains("own kernel Mine for Q8_0 rows (FAILED ITS CHECK)"), forced.err());
    }
}
