package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorReport;
import org.cria.emulator.FindingException;
import org.cria.emulator.Omission;
import org.cria.emulator.Settings;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** Whatever barrier or transfer is left out of a program's kernels and graphs, the emulator misses it. */
final class NothingIsSuperfluousTest {
    /** Small groups of two lanes, two tokens at a time, and a past that is long from position 5 on. */
    private static final DeviceShape SHAPE = new DeviceShape(2, 4, 16, 2, 4, 3, 2, 5, Integer.MAX_VALUE);

    /** Everything that a program can be asked for. */
    private static void everything(Emulator emulator) {
        Program program = new Small(2).program();
        org.cria.kernels.backend.Settings settings =
                new org.cria.kernels.backend.Settings(1, 8, Formats.F32, Formats.F16, 12);
        try (Executable executable = EmulatorBackend.compile(program, settings, SHAPE, emulator)) {
            executable.kv().reserve(12);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5);
            talk.at(2).prompt(false, 6, 7);
            talk.at(4).token(8);
            talk.token(9);
            talk.best(10, 1);
            talk.best(11, 3);
            talk.at(3).best(1, 1);
            talk.at(3).best(1, 3);
            executable.kv().copy(0, 11);
            executable.kv().copy(1, 10);
            talk.in(11, 10, 2, 3, 4, 5, 6, 7).at(4).token(12);
            executable.kv().copy(2, 9);
            talk.prompt(true, 4);
            executable.kv().reserve(40);
            int[] others = IntStream.range(0, 40).map(i -> i < 8 ? i : 47 - i).toArray();
            talk.in(others).at(7).token(13);
            talk.at(7).prompt(true, 14, 15);
        }
    }

    @Test
    void everyBarrierIsMissed() {
        Emulator complete = new Emulator();
        everything(complete);
        List<Omission.Barrier> barriers = complete.report().barriers();
        assertTrue(barriers.size() >= 15, barriers.toString());
        assertEquals(List.of(), unnoticed(barriers), "barriers that nobody misses");
    }

    @Test
    void everyTransferIsMissed() {
        Emulator complete = new Emulator();
        everything(complete);
        List<Omission.Transfer> transfers = complete.report().transfers();
        assertTrue(transfers.size() >= 50, transfers.toString());
        assertEquals(List.of(), unnoticed(transfers), "transfers that nobody misses");
    }

    private static List<Omission> unnoticed(List<? extends Omission> omissions) {
        List<Omission> unnoticed = new ArrayList<>();
        for (Omission omission : omissions) {
            try {
                everything(new Emulator(Settings.STRICT.without(omission)));
                unnoticed.add(omission);
            } catch (FindingException expected) {
                assertTrue(!expected.findings().isEmpty());
            }
        }
        return unnoticed;
    }
}
