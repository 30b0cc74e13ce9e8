package org.cria.model.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Engine;
import org.cria.model.gguf.GgufException;
import org.cria.model.importance.Importance;
import org.cria.model.importance.ImportanceFile;
import org.cria.model.importance.ImportanceOutput;
import org.cria.testmodels.FamilyModels;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is gathered, compared with what llama-imatrix gathers with the same models and text (scripts/golden-importance.py). */
final class GatheringTest {
    private static final int WINDOW = 64;
    private static final int WINDOWS = 4;
    private static final int STEP = 11;

    /**
     * As a part of a sum. The reference adds up to 256 squares in 32 bits, each sum rounded: 256 · 2⁻²⁴ = 1.5e-5. Activations are sums of up
     * to 288 products in another order in each of two layers, which changes them by some 2e-6, and their squares by twice that; small ones
     * are differences of larger ones, for which ten times as much is allowed. Measured: 1.1e-5.
     */
    private static final double BAR = 6e-5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mixtral-odd", "nemo-odd", "phi3", "qwen3moe-odd"})
    void sumsAreThoseOfLlamaImatrix(String name) throws IOException {
        Gathering gathered = gather(model(name), 2, 50, () -> false, Progress.NONE);
        List<String> golden = resource(name + ".txt").lines().toList();
        assertEquals(
                golden.size(),
                gathered.sums().all().values().stream()
                        .mapToInt(sums -> sums.counts().length)
                        .sum());
        for (String line : golden) {
            String[] words = line.split(" ", -1);
            InputSquares.Sums sums =
                    Objects.requireNonNull(gathered.sums().all().get(words[0]), words[0]);
            int matrix = Integer.parseInt(words[1]);
            assertEquals(Long.parseLong(words[2]), sums.counts()[matrix], line);
            double[] squares = sums.squares();
            double total = 0;
            for (int c = 0; c < sums.columns(); c++) {
                double square = squares[matrix * sums.columns() + c];
                total += square;
                if (c % STEP == 0) {
                    assertNear(Double.parseDouble(words[4 + c / STEP]), square, line);
                }
            }
            assertNear(Double.parseDouble(words[3]), total, line);
        }
    }

    private static void assertNear(double expected, double found, String line) {
        assertEquals(expected, found, BAR * expected, line);
    }

    @Test
    void anyNumberOfThreadsAndAnyBatchGatherTheSame() throws IOException {
        Path model = model("mixtral-odd");
        byte[] one = written(gather(model, 1, 64, () -> false, Progress.NONE));
        assertArrayEquals(one, written(gather(model, 3, 64, () -> false, Progress.NONE)));
        assertArrayEquals(one, written(gather(model, 2, 17, () -> false, Progress.NONE)));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Gathering gathered = gather(model("mixtral-odd"), 2, 64, () -> false, Progress.NONE);
        Path file = folder.resolve("imatrix.gguf");
        new ImportanceOutput(file, List.of("text.txt"), WINDOW).write(gathered.sums(), gathered.chunks());
        Importance read = ImportanceFile.read(file);
        assertEquals(WINDOWS, read.chunks());
        assertEquals("text.txt", read.dataset());
        assertEquals(gathered.sums().all().keySet(), read.tensors().keySet());
        gathered.sums().all().forEach((name, sums) -> {
            float[] means = read.of(name).orElseThrow();
            for (int i = 0; i < means.length; i++) {
                double mean = sums.squares()[i] / sums.counts()[i / sums.columns()];
                assertEquals(mean, means[i], 1e-6 * mean);
            }
        });
    }

    @Test
    void aChunkThatIsNotReadToItsEndAddsNothing() throws IOException {
        Path model = model("nemo-odd");
        AtomicBoolean second = new AtomicBoolean();
        byte[] stopped = written(gather(model, 2, 16, second::get, (done, total) -> {
            second.set(done == 2); // in the middle of the third
            return true;
        }));
        byte[] two = written(gather(model, 2, 16, () -> false, (done, total) -> done < 2));
        assertArrayEquals(two, stopped);
        assertEquals(2, ImportanceFile.read(folder.resolve("gathered.gguf")).chunks());
    }

    @Test
    void theOutputMatrixIsLeftOutUnlessItIsAskedFor() throws IOException {
        Gathering gathered = new Gathering(false);
        read(gathered, model("nemo-odd"), options(2, 64), () -> false, Progress.NONE);
        assertFalse(gathered.sums().all().containsKey("token_embd.weight"));
        assertTrue(gathered.sums().all().containsKey("blk.0.attn_v.weight"));
    }

    @Test
    void nothingElseIsReplaced() throws IOException {
        Path model = TinyModel.seeded(1).layers(1).write(folder.resolve("model.gguf"));
        GgufException e = assertThrows(GgufException.class, () -> new ImportanceOutput(model, List.of(), WINDOW));
        assertTrue(String.valueOf(e.getMessage()).contains("is no importance matrix"), e.getMessage());
    }

    @Test
    void aDeviceThatDoesNotTellIsNamed() throws IOException {
        Path model = TinyModel.seeded(1).layers(1).write(folder.resolve("model.gguf"));
        CriaException e = assertThrows(
                CriaException.class,
                () -> read(
                        new Gathering(false),
                        model,
                        options(1, 64).withDevice("emulator"),
                        () -> false,
                        Progress.NONE));
        assertTrue(String.valueOf(e.getMessage()).contains("emulator"), e.getMessage());
    }

    private static ModelOptions options(int threads, int batch) {
        return ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(threads)
                .withBatchSize(batch)
                .withContextSize(WINDOW)
                .withCache(Formats.F32, Formats.F32);
    }

    private Path model(String name) throws IOException {
        return Objects.requireNonNull(FamilyModels.all().get(name)).write(folder.resolve(name + ".gguf"));
    }

    private static Gathering gather(Path file, int threads, int batch, BooleanSupplier stop, Progress progress)
            throws IOException {
        Gathering gathering = new Gathering(true);
        read(gathering, file, options(threads, batch), stop, progress);
        return gathering;
    }

    private static void read(
            Gathering gathering, Path file, ModelOptions options, BooleanSupplier stop, Progress progress)
            throws IOException {
        try (Model model = Model.open(file, options);
                Engine engine = model.kernels().observing(gathering.sums())) {
            Chunks text = Chunks.of(model.tokenizer().prompt(resource("text.txt")), WINDOW, WINDOWS);
            assertEquals(WINDOWS, text.count());
            gathering.read(text, engine, model.tokenizer().vocabulary(), stop, progress);
        }
    }

    private byte[] written(Gathering gathered) throws IOException {
        Path file = folder.resolve("gathered.gguf");
        new ImportanceOutput(file, List.of(), WINDOW).write(gathered.sums(), gathered.chunks());
        return Files.readAllBytes(file);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GatheringTest.class.getResourceAsStream("/importance/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
