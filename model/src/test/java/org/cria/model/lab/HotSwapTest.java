package org.cria.model.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsKernel;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.backend.tornado.lower.OperatorLowering;
import org.cria.kernels.backend.tornado.lower.TurnAndStoreLowering;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel of a user's own takes a place while a model runs, and gives it back. */
final class HotSwapTest {
    private static final int[] PROMPT = {1, 20, 30, 40, 50, 60, 70};

    @TempDir
    Path folder;

    /** Rows that are a little larger than they should be. */
    private record LargerRows() implements RowsKernel, Rows {
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
            format().decode(weights, offset, target, start, cols / format().blockValues());
            for (int i = start; i < start + cols; i++) {
                target[i] *= 1.01f;
            }
        }
    }

    /** Turns keys as the device does; a second launch would show in the books. */
    private record SameTurn() implements DeviceKernel<Lowered.TurnAndStore> {
        @Override
        public Class<Lowered.TurnAndStore> operator() {
            return Lowered.TurnAndStore.class;
        }

        @Override
        public OperatorLowering<Lowered.TurnAndStore> lowering() {
            return TurnAndStoreLowering::lower;
        }
    }

    private Model open(String device) throws IOException {
        Path file = TinyModel.seeded(8).format(Formats.Q8_0).layers(1).write(folder.resolve("tiny.gguf"));
        return Model.open(file, ModelOptions.defaults().withDevice(device).withThreads(1));
    }

    /** Logits after a prompt and after some tokens behind it. */
    private static float[][] answer(Session session) {
        float[][] logits = new float[4][];
        logits[0] = session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        for (int i = 1; i < logits.length; i++) {
            logits[i] = session.decode(100 + i).toArray();
        }
        return logits;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulator"})
    void whatRanBeforeRunsAgainToTheBit(String device) throws IOException {
        OwnKernel kernel = device.equals("cpu") ? new LargerRows() : new SameTurn();
        try (Model model = open(device);
                Session session = model.newSession()) {
            float[][] before = answer(session);
            model.kernels().use(kernel, "");
            float[][] during = answer(session);
            assertEquals(device.equals("emulator"), Arrays.deepEquals(before, during), "only what is other changes");
            model.kernels().useStandard();
            float[][] after = answer(session);
            assertTrue(Arrays.deepEquals(before, after));
            assertEquals(PROMPT.length + 3, session.length());
        }
    }

    /** What an own kernel computed is not gone on from once it is off. */
    @Test
    void whatAnOwnKernelComputedIsReadAgain() throws IOException {
        try (Model model = open("cpu");
                Session session = model.newSession();
                Session standard = model.newSession()) {
            var _ = standard.prefill(PROMPT, Progress.NONE).orElseThrow();
            float[] expected = standard.decode(5).toArray();
            model.kernels().use(new LargerRows(), "");
            var _ = session.prefill(PROMPT, Progress.NONE).orElseThrow();
            float[] other = session.decode(5).toArray();
            model.kernels().useStandard();
            assertFalse(Arrays.equals(expected, other));
            session.rewind(PROMPT.length);
            assertArrayEquals(expected, session.decode(5).toArray());
        }
    }

    @Test
    void receiptsNameTheKernelAndWhatWasRemarked() throws IOException {
        try (Model model = open("cpu");
                Session session = model.newSession()) {
            answer(session);
            model.kernels().use(new LargerRows(), "FAILED ITS CHECK");
            answer(session);
            assertEquals(
                    Optional.of("LargerRows for Q8_0 rows (FAILED ITS CHECK)"),
                    model.kernels().own());
            assertTrue(
                    model.device().endsWith("own kernel: LargerRows for Q8_0 rows (FAILED ITS CHECK)"), model.device());
            List<Receipt.Account> parts = model.receipt().parts();
            assertEquals(2, parts.size());
            assertEquals("", parts.get(0).kernels());
            assertEquals(
                    "LargerRows for Q8_0 rows (FAILED ITS CHECK)", parts.get(1).kernels());
            assertEquals(3, parts.get(1).text().rows());
        }
    }

    @Test
    void aKernelWithoutAPlaceIsRefusedAndNothingChanges() throws IOException {
        try (Model model = open("cpu");
                Session session = model.newSession()) {
            float[][] before = answer(session);
            CriaException refusal =
                    assertThrows(CriaException.class, () -> model.kernels().use(new SameTurn(), ""));
            assertTrue(String.valueOf(refusal.getMessage()).contains("cpu has no place for"), refusal.toString());
            assertEquals(Optional.empty(), model.kernels().own());
            assertTrue(Arrays.deepEquals(before, answer(session)));
        }
    }

    @Test
    void theDifferenceIsMeasuredTokenByToken() throws IOException {
        try (Model model = open("cpu")) {
            int[] text = {1, 20, 30, 40, 50, 60, 70, 80};
            KernelDifference found = KernelDifference.of(model, new LargerRows(), text, 5);
            assertEquals(3, found.tokens());
            assertTrue(found.mean() > 0 && found.mean() <= found.largest(), found.toString());
            assertEquals(0, found.sameBits());
            assertTrue(found.ownNanos() > 0 && found.usedNanos() > 0, found.toString());
        }
    }
}
