package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.cria.emulator.Emulator;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** A cache that grows between what is done with it. */
final class GrowthTest {
    private static final int[] CELLS = {2, 0, 1};

    private static Executable executable() {
        Settings settings = new Settings(1, 8, Formats.F32, Formats.F16, 8);
        return EmulatorBackend.compile(new Small(2).program(), settings, DeviceShape.cpu(), new Emulator());
    }

    @Test
    void cellsThatWereWrittenOutliveGrowthThatComesBeforeAnyPass() {
        try (Executable executable = executable()) {
            executable.kv().reserve(3);
            byte[] written = new byte[(int) executable.kv().cellBytes() * CELLS.length];
            new Random(3).nextBytes(written);
            executable.kv().write(CELLS, 0, CELLS.length, MemorySegment.ofArray(written));
            executable.kv().reserve(600);
            byte[] read = new byte[written.length];
            executable.kv().read(CELLS, 0, CELLS.length, MemorySegment.ofArray(read));
            assertArrayEquals(written, read);
        }
    }

    @Test
    void aClosedCacheIsNotSetUpAgain() {
        Executable executable = executable();
        executable.kv().reserve(3);
        executable.close();
        assertThrows(IllegalStateException.class, () -> executable.kv().copy(0, 1));
    }
}
