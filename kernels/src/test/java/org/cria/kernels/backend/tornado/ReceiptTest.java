package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorReport;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** A receipt says what the emulator counts. */
final class ReceiptTest {
    private static final int LAYERS = 3;
    private static final DeviceShape SHAPE = CpuShape.of(4);
    private static final Settings SETTINGS = new Settings(1, 8, Formats.F16, Formats.F16, 32);

    private static Receipt.Account part(Executable executable) {
        return executable.receipt().parts().getFirst();
    }

    @Test
    void launchesAndBytesAreThoseThatWereCounted() {
        Emulator emulator = new Emulator();
        try (Executable executable = EmulatorBackend.compile(new Small(LAYERS).program(), SETTINGS, SHAPE, emulator)) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5, 6, 7);
            talk.token(4);
            talk.token(5);
            talk.best(6, 1);
            EmulatorReport counted = emulator.report();
            Receipt.Account part = part(executable);
            assertEquals(
                    counted.launches(),
                    part.prompt().launches()
                            + part.text().launches()
                            + part.start().launches());
            assertEquals(
                    counted.bytesToDevice(),
                    part.prompt().bytesIn()
                            + part.text().bytesIn()
                            + part.start().uploadBytes());
            assertEquals(
                    counted.bytesToHost(),
                    part.prompt().bytesOut() + part.text().bytesOut());
        }
    }

    @Test
    void promptsAndTextAreToldApart() {
        try (Executable executable =
                EmulatorBackend.compile(new Small(LAYERS).program(), SETTINGS, SHAPE, new Emulator())) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5, 6, 7);
            talk.token(4);
            Receipt.Account before = part(executable);
            talk.token(5);
            Receipt.Account after = part(executable);
            assertEquals(7, after.prompt().rows());
            assertEquals(2, after.text().rows());
            Receipt.Work token = after.text().minus(before.text());
            assertEquals(5 * LAYERS + 3, token.launches());
            assertEquals(Small.VOCABULARY * Float.BYTES, token.bytesOut());
            assertTrue(token.nanos() > 0 && after.start().compileNanos() > 0);
            assertEquals(before.start(), after.start());
        }
    }

    @Test
    void aCpuHasTokensAndTimesAndNoLaunches() {
        try (Executable executable = new CpuBackend().compile(new Small(LAYERS).program(), SETTINGS)) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3);
            talk.token(4);
            Receipt.Account part = part(executable);
            assertEquals("cpu", part.device());
            assertEquals(3, part.prompt().rows());
            assertEquals(1, part.text().rows());
            assertEquals(0, part.text().launches());
            assertTrue(part.text().nanos() > 0);
        }
    }

    @Test
    void aTokenReadsEveryMatrixAndOneRowOfTheTable() {
        int layer = 2 * Small.WIDTH
                + 2 * Small.WIDTH * Small.HEADS * Small.DIMS
                + 2 * Small.WIDTH * Small.DIMS
                + 3 * Small.WIDTH * Small.HIDDEN;
        int around = Small.WIDTH + Small.WIDTH + Small.VOCABULARY * Small.WIDTH;
        assertEquals(Float.BYTES * (LAYERS * layer + around), Receipt.tokenBytes(new Small(LAYERS).program()));
    }
}
