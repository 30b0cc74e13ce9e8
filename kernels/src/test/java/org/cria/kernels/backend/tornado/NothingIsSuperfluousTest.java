package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorSettings;
import org.cria.emulator.FindingException;
import org.cria.emulator.Omission;
import org.cria.emulator.TransferKind;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever barrier or transfer is left out of a program's kernels and graphs, the emulator misses it. */
final class NothingIsSuperfluousTest {
    /** Groups of two lanes, which have room for two thirds of a row, three tokens at a time, and a past that is long from position 5 on. */
    private static DeviceShape shape(boolean panels) {
        return new DeviceShape(2, 4, 2, 4, 3, panels, 2, 5, Integer.MAX_VALUE, false);
    }

    /** The graph that copies a cell is told in its own pass, which nobody reads after it. */
    private static final List<Omission> EXCEPTIONS = List.of(new Omission.Transfer("copy", TransferKind.CONSUME, 1));

    /** Everything that a program can be asked for, with either kernel for prompts. */
    private static List<Float> everything(Emulator emulator) {
        List<Float> logits = new ArrayList<>(everything(emulator, true));
        logits.addAll(everything(emulator, false));
        return logits;
    }

    private static List<Float> everything(Emulator emulator, boolean panels) {
        return everything(emulator, shape(panels));
    }

    private static List<Float> everything(Emulator emulator, DeviceShape shape) {
        Program program = new Small(2).program();
        Settings settings = new Settings(1, 8, Formats.F16, Formats.F32, 26);
        try (Executable executable = EmulatorBackend.compile(program, settings, shape, emulator)) {
            executable.kv().reserve(26);
            Talk talk = new Talk(executable);
            List<Float> logits = new ArrayList<>();
            talk.prompt(true, 1, 2, 3, 4);
            logits.add(talk.token(5)[0]);
            talk.prompt(true, 6, 7, 8, 9, 10, 11, 12, 13);
            talk.prompt(true, 14, 15, 16, 17, 18, 1, 2, 3);
            logits.add(talk.at(3).scored(4, 5, 6, 7)[0]);
            logits.add(talk.scored(8, 9)[0]);
            // A text, greedily, by the best few, and by all; first with a short past, then with a long one.
            for (int position : new int[] {2, 8}) {
                talk.at(position).token(9);
                talk.token(9);
                talk.best(10, 1);
                talk.at(position).best(10, 1);
                talk.best(11, 3);
                talk.at(position).best(11, 3);
                talk.at(position).token(12);
            }
            executable.kv().copy(0, 25);
            executable.kv().copy(1, 24);
            logits.add(talk.in(25, 24, 2, 3, 4, 5, 6, 7).at(4).token(12)[0]);
            executable.kv().rotate(new int[] {2, 3}, 0, 2, -1);
            logits.add(talk.in(25, 24, 2, 3, 4, 5, 6, 7).at(4).token(12)[0]);
            executable.kv().reserve(40);
            int[] others = IntStream.range(0, 40).toArray();
            logits.add(talk.in(others).at(20).token(13)[0]);
            logits.add(talk.at(7).prompt(true, 14, 15)[0]);
            executable.kv().reserve(300);
            logits.add(talk.at(3).token(16)[0]);
            return logits;
        }
    }

    @Test
    void recordedGraphsKeepTheirMemoryAndGiveTheSame() {
        Emulator recording = new Emulator();
        assertEquals(
                everything(new Emulator(), shape(true)),
                everything(recording, shape(true).recording(true)));
        assertTrue(recording.report().recordedGraphs() > 20, recording.report().toString());
    }

    /** Three sequences, with a short past and with a long one, and one of them alone in between. */
    private static List<Float> together(Emulator emulator, int lanes) {
        DeviceShape shape = new DeviceShape(lanes, 4, 2, 4, 3, lanes == 1, 2, 5, Integer.MAX_VALUE, false);
        Settings settings = new Settings(1, 8, Formats.F16, Formats.F32, 26).withDecodedRows(3);
        try (Executable executable = EmulatorBackend.compile(new Small(2).program(), settings, shape, emulator)) {
            executable.kv().reserve(26);
            Talk talk = new Talk(executable);
            List<Float> logits = new ArrayList<>();
            for (int token = 0; token < 7; token++) {
                for (float logit : talk.together(token, token + 1, token + 2)) {
                    logits.add(logit);
                }
            }
            logits.add(talk.in(0, 3, 6, 9, 12, 15, 18, 21).token(3)[0]);
            logits.add(talk.at(7).together(1, 2, 3)[0]);
            return logits;
        }
    }

    @Test
    void everyBarrierIsMissedWhereSequencesAreDecodedTogether() {
        Emulator complete = new Emulator();
        together(complete, 2);
        List<Omission.Barrier> barriers = complete.report().barriers();
        assertTrue(barriers.size() >= 10, barriers.toString());
        assertEquals(List.of(), unnoticed(barriers, emulator -> together(emulator, 2)), "barriers that nobody misses");
    }

    @Test
    void everyTransferIsMissedWhereSequencesAreDecodedTogether() {
        for (int lanes : new int[] {1, 2}) {
            Emulator complete = new Emulator();
            together(complete, lanes);
            List<Omission.Transfer> transfers = complete.report().transfers().stream()
                    .filter(transfer -> transfer.graph().startsWith("joint"))
                    .toList();
            assertTrue(transfers.size() >= 10, transfers.toString());
            assertEquals(
                    List.of(),
                    unnoticed(transfers, emulator -> together(emulator, lanes)),
                    "transfers that nobody misses");
        }
    }

    @Test
    void everyBarrierIsMissed() {
        Emulator complete = new Emulator();
        everything(complete, false); // no kernel of the other kind has barriers
        List<Omission.Barrier> barriers = complete.report().barriers();
        assertTrue(barriers.size() >= 15, barriers.toString());
        assertEquals(
                List.of(), unnoticed(barriers, emulator -> everything(emulator, false)), "barriers that nobody misses");
    }

    @Test
    @Tag("full")
    void everyTransferIsMissed() {
        List<Omission.Transfer> transfers = transfers();
        assertTrue(transfers.size() >= 50, transfers.toString());
        assertEquals(
                EXCEPTIONS, unnoticed(transfers, NothingIsSuperfluousTest::everything), "transfers that nobody misses");
    }

    @Test
    void everyThirdTransferIsMissed() {
        List<Omission.Transfer> transfers = transfers();
        List<Omission.Transfer> some = IntStream.iterate(0, i -> i < transfers.size(), i -> i + 3)
                .mapToObj(transfers::get)
                .filter(transfer -> !EXCEPTIONS.contains(transfer))
                .toList();
        assertTrue(some.size() >= 16, transfers.toString());
        assertEquals(List.of(), unnoticed(some, NothingIsSuperfluousTest::everything), "transfers that nobody misses");
    }

    private static List<Omission.Transfer> transfers() {
        Emulator complete = new Emulator();
        everything(complete);
        return complete.report().transfers();
    }

    /** Omissions that are neither found nor change what comes out. */
    private static List<Omission> unnoticed(
            List<? extends Omission> omissions, Function<Emulator, List<Float>> everything) {
        List<Float> expected = everything.apply(new Emulator());
        List<Omission> unnoticed = new ArrayList<>();
        for (Omission omission : omissions) {
            try {
                if (everything
                        .apply(new Emulator(EmulatorSettings.STRICT.without(omission)))
                        .equals(expected)) {
                    unnoticed.add(omission);
                }
            } catch (FindingException found) {
                assertTrue(!found.findings().isEmpty());
            }
        }
        return unnoticed;
    }
}
