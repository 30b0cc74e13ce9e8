package org.cria.model.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Formats;
import org.cria.model.sample.LogProbabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of reference distributions, and the distance from them. */
final class KlDivergenceTest {
    private static final int WINDOW = 16;
    private static final int CHUNKS = 3;
    private static final int SCORED = 7;

    /** 16 bits over a range of 16: a stored log-probability is off by at most half of this. */
    private static final double STEP = 16 / 65_535.0;

    @TempDir
    Path folder;

    @Test
    void aModelIsNoDistanceFromItself() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32);
                KlBase base = KlBase.open(write(measured))) {
            assertEquals(CHUNKS, base.chunks().count());
            assertEquals(MeasuredModel.VOCABULARY, base.vocabulary());
            assertArrayEquals(
                    Arrays.copyOfRange(MeasuredModel.text(60), WINDOW, 2 * WINDOW),
                    base.chunks().chunk(1));
            KlDivergence distance = measure(base, measured);
            assertEquals(CHUNKS * SCORED, distance.count());
            // What rounding does to each log-probability, and what is cut off at e^-16 for each of 291 tokens.
            double bound = STEP / 2 + MeasuredModel.VOCABULARY * 16 * Math.exp(-16);
            assertTrue(Math.abs(distance.mean()) < bound, distance.mean() + ", bound " + bound);
            assertTrue(distance.largest() < bound, distance.largest() + ", bound " + bound);
            assertEquals(1, distance.sameTop());
        }
    }

    @Test
    void anotherModelIsFartherAndTheFormulaIsTheDefinitions() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32);
                MeasuredModel rounded = MeasuredModel.open(folder, Formats.Q4_0);
                KlBase base = KlBase.open(write(measured))) {
            KlDivergence distance = measure(base, rounded);
            double[] expected = {0};
            base.chunks().run(0, rounded.session(), rounded.vocabulary(), (row, next, logits) -> {
                float[] p = new float[MeasuredModel.VOCABULARY];
                base.read(0, row, p);
                LogProbabilities q = LogProbabilities.of(logits);
                for (int i = 0; i < p.length; i++) {
                    // Below e^-16 the file's numbers are cut off.
                    expected[0] += p[i] > -16 ? Math.exp(p[i]) * (p[i] - q.of(i)) / SCORED : 0;
                }
            });
            KlDivergence first =
                    KlDivergence.measure(base, rounded.session(), rounded.vocabulary(), (chunk, soFar) -> false);
            assertEquals(SCORED, first.count());
            assertEquals(expected[0], first.mean(), 1e-6);
            assertTrue(distance.mean() > 1e-3, "mean " + distance.mean());
            assertTrue(distance.largest() >= distance.mean());
            assertTrue(distance.sameTop() < 1, "same top " + distance.sameTop());
        }
    }

    @Test
    void aRowComesBackWithinHalfAStep() throws IOException {
        Random random = new Random(3);
        float[] logits = new float[MeasuredModel.VOCABULARY];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (5 * random.nextGaussian());
        }
        logits[17] = -1000;
        float[] same = new float[MeasuredModel.VOCABULARY];
        Path file = rows(logits, same);
        try (KlBase base = KlBase.open(file)) {
            float[] read = new float[logits.length];
            base.read(0, 0, read);
            LogProbabilities expected = LogProbabilities.of(Scores.All.of(logits));
            double cut = expected.top(1).getFirst().logProbability() - 16;
            for (int i = 0; i < logits.length; i++) {
                assertEquals(Math.max(expected.of(i), cut), read[i], STEP / 2 + 1e-5, "token " + i);
            }
            base.read(0, 1, read);
            for (float value : read) {
                assertEquals(-Math.log(MeasuredModel.VOCABULARY), value, 1e-5, "all alike");
            }
        }
    }

    @Test
    void aFileOfAnotherVocabularyIsRefused() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32);
                KlBase base = KlBase.open(damaged(measured, b -> b.putInt(12, 285)))) {
            CriaException refusal = assertThrows(CriaException.class, () -> measure(base, measured));
            assertTrue(String.valueOf(refusal.getMessage()).contains("285"), refusal.getMessage());
            assertTrue(String.valueOf(refusal.getMessage()).contains("291"), refusal.getMessage());
        }
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            byte[] whole = Files.readAllBytes(write(measured));
            for (int length : new int[] {0, 5, 8, 19, 20, 21, 20 + 4 * WINDOW * CHUNKS - 1, whole.length - 1}) {
                refused(Files.write(folder.resolve("cut.kld"), Arrays.copyOf(whole, length)));
            }
        }
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            refused(damaged(measured, b -> b.put(0, (byte) 'x')));
            for (int value : new int[] {0, -1, 1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                refused(damaged(measured, b -> b.putInt(8, value)));
            }
            for (int value : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                refused(damaged(measured, b -> b.putInt(12, value)));
                refused(damaged(measured, b -> b.putInt(16, value)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, MeasuredModel.VOCABULARY, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aTokenOutsideTheVocabularyIsRefused(int token) throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            refused(damaged(measured, b -> b.putInt(20 + 4 * 21, token)));
        }
    }

    @Test
    void aMissingFileIsRefused() {
        refused(folder.resolve("none.kld"));
    }

    @Test
    void closingTwiceIsClosingOnce() throws IOException {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            KlBase base = KlBase.open(write(measured));
            base.close();
            base.close();
        }
    }

    private static void refused(Path file) {
        CriaException refusal =
                assertThrows(CriaException.class, () -> KlBase.open(file).close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(file.getFileName() + ": "), message);
        assertTrue(message.contains("Write it "), message);
    }

    private Path write(MeasuredModel measured) throws IOException {
        Path file = folder.resolve("base.kld");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            KlDivergence.write(
                    out,
                    Chunks.of(MeasuredModel.text(60), WINDOW, CHUNKS),
                    measured.session(),
                    measured.vocabulary(),
                    (chunk, soFar) -> true);
        }
        return file;
    }

    private Path damaged(MeasuredModel measured, Consumer<ByteBuffer> damage) throws IOException {
        byte[] bytes = Files.readAllBytes(write(measured));
        damage.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return Files.write(folder.resolve("damaged.kld"), bytes);
    }

    /** A file of one chunk with two scored rows. */
    private Path rows(float[]... logits) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            KlBase.writeHeader(out, Chunks.of(MeasuredModel.text(10), 5, 1), MeasuredModel.VOCABULARY);
            for (float[] row : logits) {
                KlBase.writeRow(out, Scores.All.of(row));
            }
        }
        return Files.write(folder.resolve("rows.kld"), bytes.toByteArray());
    }

    private static KlDivergence measure(KlBase base, MeasuredModel measured) {
        return KlDivergence.measure(base, measured.session(), measured.vocabulary(), (chunk, soFar) -> true);
    }
}
