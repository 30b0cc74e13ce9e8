package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorReport;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** What a token costs: launches, graphs, compiled kernels and bytes, counted by the emulator. */
final class FiguresTest {
    private static final int LAYERS = 5;
    private static final int LONG = 8;
    private static final DeviceShape SHAPE = new DeviceShape(2, 4, 4, 4, 4, false, 2, LONG, Integer.MAX_VALUE, false);
    /** What brings a token in, looks it up, and makes logits. */
    private static final int AROUND_LAYERS = 3;
    /** Numbers that a token sends: one pass without rows, its record, and room for changes of the table of cells. */
    private static final int PASS_BYTES = 4 * (3 + 6 + 1 + 2 * 17);

    /** What a piece of work added to an emulator's counters. */
    private static EmulatorReport added(Emulator emulator, Runnable work) {
        EmulatorReport before = emulator.report();
        work.run();
        EmulatorReport after = emulator.report();
        return new EmulatorReport(
                after.launches() - before.launches(),
                after.graphs() - before.graphs(),
                after.recordedGraphs() - before.recordedGraphs(),
                after.compiledKernels() - before.compiledKernels(),
                after.bytesToDevice() - before.bytesToDevice(),
                after.bytesToHost() - before.bytesToHost(),
                after.barriers(),
                after.transfers(),
                after.findings());
    }

    private static void warm(Consumer<Talk> then, Emulator emulator, int layers) {
        Settings settings = new Settings(1, 8, Formats.F16, Formats.F16, 32);
        try (Executable executable = EmulatorBackend.compile(new Small(layers).program(), settings, SHAPE, emulator)) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5, 6, 7, 8);
            talk.at(3).token(4);
            talk.best(5, 1);
            talk.best(5, 2);
            talk.at(LONG).token(6);
            then.accept(talk);
        }
    }

    @Test
    void aTokenTakesFiveLaunchesPerLayer() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    EmulatorReport token = added(emulator, () -> talk.at(3).token(7));
                    assertEquals(5 * LAYERS + AROUND_LAYERS, token.launches());
                    assertEquals(LAYERS + 2, token.graphs());
                    assertEquals(0, token.compiledKernels());
                },
                emulator,
                LAYERS);
    }

    @Test
    void aTokensGraphsAreAllRecordedWhereThatIsPossible() {
        Emulator emulator = new Emulator();
        Settings settings = new Settings(1, 8, Formats.F16, Formats.F16, 32);
        try (Executable executable =
                EmulatorBackend.compile(new Small(LAYERS).program(), settings, SHAPE.recording(true), emulator)) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3);
            talk.token(4);
            talk.token(5);
            EmulatorReport token = added(emulator, () -> talk.token(6));
            assertEquals(LAYERS + 2, token.graphs());
            assertEquals(LAYERS + 2, token.recordedGraphs());
            EmulatorReport prompt = added(emulator, () -> talk.prompt(true, 7, 8));
            assertEquals(0, prompt.recordedGraphs());
        }
    }

    @Test
    void aTokenWithALongPastTakesSix() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    EmulatorReport token = added(emulator, () -> talk.at(LONG).token(7));
                    assertEquals(6 * LAYERS + AROUND_LAYERS, token.launches());
                },
                emulator,
                LAYERS);
    }

    @Test
    void severalTokensTakeFifteenLaunchesPerLayerTogether() {
        Emulator emulator = new Emulator();
        Settings settings = new Settings(1, 8, Formats.F16, Formats.F16, 32).withDecodedRows(3);
        try (Executable executable = EmulatorBackend.compile(new Small(LAYERS).program(), settings, SHAPE, emulator)) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.together(1, 2, 3);
            EmulatorReport tokens = added(emulator, () -> talk.together(4, 5, 6));
            // Rows are laid out four times, seven products, keys and values stored, attention in two, the gate.
            assertEquals(15 * LAYERS + AROUND_LAYERS + 2, tokens.launches());
            assertEquals(LAYERS + 2, tokens.graphs());
            assertEquals(0, tokens.compiledKernels());
            assertEquals(SHAPE.batchRows() * Small.VOCABULARY * Float.BYTES, tokens.bytesToHost());
        }
    }

    @Test
    void aTokenSendsIdsAndPositionsAndFetchesLogits() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    EmulatorReport token = added(emulator, () -> talk.at(3).token(7));
                    assertEquals(PASS_BYTES + LAYERS * Integer.BYTES, token.bytesToDevice());
                    assertEquals(Small.VOCABULARY * Float.BYTES, token.bytesToHost());
                },
                emulator,
                LAYERS);
    }

    @Test
    void theBestTokenAloneLeavesTheDevice() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    Scores[] best = new Scores[1];
                    EmulatorReport token =
                            added(emulator, () -> best[0] = talk.at(3).best(7, 1));
                    // For each of 16 parts of the vocabulary its best logit, a sum and an id.
                    assertEquals(16 * 3 * 4, token.bytesToHost());
                    assertEquals(5 * LAYERS + AROUND_LAYERS + 1, token.launches());
                    float[] logits = talk.at(3).token(7);
                    Scores.Best found = assertInstanceOf(Scores.Best.class, best[0]);
                    assertEquals(highest(logits), found.ids()[0]);
                    assertEquals(logits[found.ids()[0]], found.values()[0]);
                    assertEquals(logSumExp(logits), found.logSumExp(), 1e-5);
                },
                emulator,
                LAYERS);
    }

    @Test
    void theBestFewAreTheBestFewInOrder() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    float[] logits = talk.at(3).token(7);
                    Scores.Best found =
                            assertInstanceOf(Scores.Best.class, talk.at(3).best(7, 6));
                    assertEquals(6, found.count());
                    float[] rest = logits.clone();
                    for (int i = 0; i < found.count(); i++) {
                        assertEquals(highest(rest), found.ids()[i], "number " + i);
                        assertEquals(logits[found.ids()[i]], found.values()[i]);
                        rest[found.ids()[i]] = Float.NEGATIVE_INFINITY;
                    }
                },
                emulator,
                LAYERS);
    }

    @Test
    void aLayerMoreCompilesNothingMore() {
        Emulator few = new Emulator();
        Emulator many = new Emulator();
        warm(talk -> {}, few, 2);
        warm(talk -> {}, many, LAYERS);
        assertEquals(few.report().compiledKernels(), many.report().compiledKernels());
        assertEquals(few.report().transfers().size(), many.report().transfers().size());
    }

    @Test
    void weightsGoToTheDeviceOnce() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    EmulatorReport more = added(emulator, () -> {
                        talk.at(0).prompt(true, 3, 2, 1);
                        talk.token(4);
                        talk.at(LONG).token(6);
                    });
                    assertTrue(more.bytesToDevice() < 2000, more.bytesToDevice() + " bytes");
                },
                emulator,
                LAYERS);
    }

    @Test
    void goingBackAndSharingCellsSendsNoKeysAndValues() {
        Emulator emulator = new Emulator();
        warm(
                talk -> {
                    talk.at(0).prompt(true, 1, 2, 3, 4, 5);
                    float[] expected = talk.at(5).token(6);
                    // Another order of cells is a new table, and nothing else.
                    EmulatorReport back = added(emulator, () -> talk.at(4).prompt(true, 5));
                    assertTrue(back.bytesToDevice() < 2000, back.bytesToDevice() + " bytes");
                    assertArrayEquals(expected, talk.at(5).token(6));
                },
                emulator,
                LAYERS);
    }

    private static int highest(float[] logits) {
        int highest = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[highest]) {
                highest = i;
            }
        }
        return highest;
    }

    private static double logSumExp(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum);
    }
}
