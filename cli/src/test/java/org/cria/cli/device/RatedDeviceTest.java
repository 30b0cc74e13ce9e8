package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.Backend.Role;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.DeviceInfo.Kind;
import org.junit.jupiter.api.Test;

final class RatedDeviceTest {
    private static final RatedDevice CPU = measured(device("cpu", "cpu", Kind.CPU), Role.HOST, 20);
    private static final RatedDevice EMULATOR =
            RatedDevice.unrated(device("emulator", "emulator", Kind.CPU), Role.EMULATOR);
    private static final RatedDevice POCL = measured(device("tornado:opencl:1", "opencl", Kind.CPU), Role.DEVICE, 90);
    private static final RatedDevice CARD =
            measured(device("tornado:opencl:0", "opencl", Kind.GPU), Role.DEVICE, 450.04);
    private static final RatedDevice SMALL_CARD = measured(device("tornado:cuda:0", "cuda", Kind.GPU), Role.DEVICE, 12);

    @Test
    void theFastestIsTakenAndTheOthersSpeedsAreTheReason() {
        assertEquals(
                new Choice("tornado:opencl:0", "450.0 GB/s; cpu: 20.0 GB/s; tornado:cuda:0: 12.0 GB/s"),
                RatedDevice.fastest(List.of(CPU, EMULATOR, CARD, SMALL_CARD)));
    }

    @Test
    void aCardThatIsSlowerThanTheCpuIsNotTaken() {
        assertEquals(
                new Choice("cpu", "20.0 GB/s; tornado:cuda:0: 12.0 GB/s"),
                RatedDevice.fastest(List.of(CPU, SMALL_CARD)));
    }

    @Test
    void aCardWhoseLaunchesTakeLongerThanItsBytesIsNotTaken() {
        RatedDevice hasty = measured(device("tornado:opencl:0", "opencl", Kind.GPU), Role.DEVICE, 900, 600_000);
        assertEquals(
                new Choice(
                        "cpu",
                        "20.0 GB/s; tornado:opencl:0: 900.0 GB/s and 600 µs a launch, 69.1 ms for a token of 1.2 GB"),
                RatedDevice.fastest(List.of(CPU, hasty)));
        RatedDevice usual = measured(device("tornado:opencl:0", "opencl", Kind.GPU), Role.DEVICE, 900, 69_000);
        assertEquals(
                "tornado:opencl:0", RatedDevice.fastest(List.of(CPU, usual)).device());
    }

    @Test
    void aDriverThatRunsOnTheCpuIsIgnoredHoweverFast() {
        assertEquals(
                "tornado:opencl:0",
                RatedDevice.fastest(List.of(CPU, POCL, SMALL_CARD, CARD)).device());
        assertFalse(POCL.isConsidered());
        assertTrue(CARD.isConsidered());
    }

    @Test
    void anEmulatorIsIgnoredWhateverItSaysThatItIs() {
        RatedDevice fast = measured(device("emulator", "emulator", Kind.GPU), Role.EMULATOR, 1000);
        assertFalse(EMULATOR.isConsidered());
        assertFalse(fast.isConsidered());
        assertEquals("cpu", RatedDevice.fastest(List.of(CPU, fast)).device());
    }

    @Test
    void aDeviceThatSomethingSpeaksAgainstIsNotTakenAndItIsSaidWhat() {
        RatedDevice wrong = new RatedDevice(
                CARD.info(), Role.DEVICE, CARD.cost(), Optional.of("the self-test failed: MatMul Q4_K"));
        assertEquals(
                new Choice("cpu", "20.0 GB/s; tornado:opencl:0: the self-test failed: MatMul Q4_K"),
                RatedDevice.fastest(List.of(CPU, wrong)));
        assertEquals(
                "tornado:cuda:0",
                RatedDevice.fastest(List.of(RatedDevice.unrated(CPU.info(), Role.HOST), wrong, SMALL_CARD))
                        .device());
    }

    @Test
    void whatCouldNotBeMeasuredIsNotTaken() {
        assertEquals(
                new Choice("cpu", "tornado:opencl:0: could not be measured"),
                RatedDevice.fastest(List.of(
                        RatedDevice.unrated(CPU.info(), Role.HOST), RatedDevice.unrated(CARD.info(), Role.DEVICE))));
    }

    private static RatedDevice measured(DeviceInfo info, Role role, double speed) {
        return measured(info, role, speed, 0);
    }

    private static RatedDevice measured(DeviceInfo info, Role role, double speed, double launchNanos) {
        return new RatedDevice(info, role, Optional.of(new TokenCost(speed, launchNanos)), Optional.empty());
    }

    static DeviceInfo device(String name, String backend, Kind kind) {
        return new DeviceInfo(
                name,
                backend,
                "A maker's " + name,
                "A driver",
                kind,
                "1.0",
                8L << 30,
                2L << 30,
                48 << 10,
                1024,
                DeviceInfo.Fp16.UNKNOWN,
                16);
    }
}
