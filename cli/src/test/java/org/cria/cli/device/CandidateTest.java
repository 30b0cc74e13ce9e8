package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.DeviceInfo.Kind;
import org.junit.jupiter.api.Test;

final class CandidateTest {
    private static final Candidate CPU = measured(device("cpu", "cpu", Kind.CPU), 20);
    private static final Candidate EMULATOR = unmeasured(device("emulator", "emulator", Kind.CPU));
    private static final Candidate POCL = measured(device("tornado:opencl:1", "opencl", Kind.CPU), 90);
    private static final Candidate CARD = measured(device("tornado:opencl:0", "opencl", Kind.GPU), 450.04);
    private static final Candidate SMALL_CARD = measured(device("tornado:cuda:0", "cuda", Kind.GPU), 12);

    @Test
    void theFastestIsTakenAndTheOthersSpeedsAreTheReason() {
        assertEquals(
                new Choice("tornado:opencl:0", "450.0 GB/s; cpu: 20.0 GB/s; tornado:cuda:0: 12.0 GB/s"),
                Candidate.fastest(List.of(CPU, EMULATOR, CARD, SMALL_CARD)));
    }

    @Test
    void aCardThatIsSlowerThanTheCpuIsNotTaken() {
        assertEquals(
                new Choice("cpu", "20.0 GB/s; tornado:cuda:0: 12.0 GB/s"), Candidate.fastest(List.of(CPU, SMALL_CARD)));
    }

    @Test
    void aDriverThatRunsOnTheCpuIsIgnoredHoweverFast() {
        assertEquals(
                new Choice(
                        "cpu",
                        "TornadoVM has no device but the CPU itself: tornado:opencl:1 (A maker's tornado:opencl:1)"),
                Candidate.fastest(List.of(CPU, EMULATOR, POCL)));
        assertEquals(
                "tornado:opencl:0", Candidate.fastest(List.of(CPU, POCL, CARD)).device());
        assertFalse(Candidate.considers(POCL.info()));
        assertFalse(Candidate.considers(EMULATOR.info()));
        assertTrue(Candidate.considers(CARD.info()));
    }

    @Test
    void aDeviceThatSomethingSpeaksAgainstIsNotTakenAndItIsSaidWhat() {
        Candidate wrong = new Candidate(CARD.info(), CARD.speed(), Optional.of("the self-test failed: MatMul Q4_K"));
        assertEquals(
                new Choice("cpu", "20.0 GB/s; tornado:opencl:0: the self-test failed: MatMul Q4_K"),
                Candidate.fastest(List.of(CPU, wrong)));
        assertEquals(
                "tornado:cuda:0",
                Candidate.fastest(List.of(unmeasured(CPU.info()), wrong, SMALL_CARD))
                        .device());
    }

    @Test
    void whatCouldNotBeMeasuredIsNotTaken() {
        assertEquals(
                new Choice("cpu", "tornado:opencl:0: could not be measured"),
                Candidate.fastest(List.of(unmeasured(CPU.info()), unmeasured(CARD.info()))));
    }

    @Test
    void withoutADeviceTheReasonSaysSo() {
        assertEquals(new Choice("cpu", "TornadoVM has no device"), Candidate.fastest(List.of(CPU, EMULATOR)));
    }

    private static Candidate measured(DeviceInfo info, double speed) {
        return new Candidate(info, OptionalDouble.of(speed), Optional.empty());
    }

    private static Candidate unmeasured(DeviceInfo info) {
        return new Candidate(info, OptionalDouble.empty(), Optional.empty());
    }

    private static DeviceInfo device(String name, String backend, Kind kind) {
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
