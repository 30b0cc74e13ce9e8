package org.cria.kernels.check.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cria.emulator.Emulator;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.CpuShape;
import org.cria.kernels.backend.tornado.Planted;
import org.cria.kernels.backend.tornado.TornadoExecutable;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** A diagnosis of a device that is right, and of devices with a planted fault. */
final class DiagnosisTest {
    private static final DeviceShape SHAPE = CpuShape.of(8);
    private static final Settings SETTINGS = new Settings(2, 16, Formats.F16, Formats.F16, 20);

    /** @param open whether it shows its operators */
    private record OnEquipment(Equipment equipment, boolean open) implements Backend {
        @Override
        public String name() {
            return equipment.target().name();
        }

        @Override
        public Role role() {
            return Role.EMULATOR;
        }

        @Override
        public List<DeviceInfo> devices() {
            return List.of();
        }

        @Override
        public Executable compile(Program program, Settings settings) {
            return new TornadoExecutable(program, settings, equipment);
        }

        @Override
        public Optional<Workbench> workbench() {
            return open ? Optional.of(new TornadoWorkbench(equipment)) : Optional.empty();
        }
    }

    private static Diagnosis diagnose(Equipment equipment) {
        return diagnose(new OnEquipment(equipment, true));
    }

    private static Diagnosis diagnose(Backend backend) {
        return Diagnosis.of(
                backend,
                SmallLlama.program(Formats.Q8_0, 3),
                SETTINGS,
                new int[] {1, 20, 33, 4, 5},
                List.of(1),
                Progress.NONE);
    }

    @Test
    void aRightDeviceIsFine() {
        Diagnosis diagnosis = diagnose(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE));
        assertTrue(diagnosis.isFine());
        assertEquals(List.of(), diagnosis.suspicion());
        Agreement whole = diagnosis.whole().orElseThrow();
        assertEquals(9, whole.positions());
        assertEquals(9, whole.sameBest());
        assertTrue(whole.divergence() < 1e-9, whole.toString());
        assertEquals(8, whole.tokens().rows());
    }

    @Test
    void aDeviceThatDoesNotShowItsOperatorsIsComparedAsAWhole() {
        Diagnosis right =
                diagnose(new OnEquipment(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE), false));
        assertTrue(right.isFine());
        assertEquals(List.of(), right.observations());
        assertEquals(Optional.empty(), right.costs());
        Diagnosis wrong = diagnose(new OnEquipment(Planted.onEmulator(SHAPE, "gated", 0, 2, 2f), false));
        assertFalse(wrong.isFine());
        assertEquals(
                "The device does not show its operators, so it is not known which one is wrong.",
                wrong.suspicion().getFirst().toString());
    }

    @Test
    void aWrongKernelShowsInTheWholeAndIsLocated() {
        Diagnosis diagnosis = diagnose(Planted.onEmulator(SHAPE, "gated", 0, 2, 2f));
        assertFalse(diagnosis.isFine());
        assertFalse(diagnosis.whole().orElseThrow().isFine());
        Observation first = diagnosis.first().orElseThrow();
        assertEquals("layer 1", first.place());
        assertTrue(first.name().contains("SwiGlu"), first.name());
        assertEquals(
                "Wrong is the gated product, and nothing else.",
                diagnosis.suspicion().getFirst().toString());
    }

    /** The kernel that finds the best tokens, or transfers between graphs, are no operator of a program. */
    @Test
    void whatIsWrongBetweenOperatorsShowsInTheWholeAlone() {
        Diagnosis diagnosis = diagnose(Planted.onEmulator(SHAPE, "embed", 0, 1, 1f));
        assertTrue(diagnosis.isFine(), "a fault that changes nothing");
        Agreement wrong = new Agreement(9, 3, 0.5, true, Receipt.Work.NONE);
        Diagnosis whole =
                new Diagnosis(diagnosis.observations(), Optional.of(wrong), Optional.empty(), Optional.empty());
        assertFalse(whole.isFine());
        assertTrue(
                whole.suspicion().getFirst().toString().contains("what graphs hand on"),
                whole.suspicion().toString());
    }

    @Test
    void costsSayWhatLimitsTheSpeed() {
        assertTrue(costs(10e6, 100, 1e3, 90_000_000).verdict().startsWith("The memory limits"));
        assertTrue(costs(10e6, 100, 50e3, 10_000_000).verdict().startsWith("Launches limit"));
        Costs kernels = costs(10e6, 100, 1e3, 30_000_000);
        assertTrue(kernels.verdict().startsWith("The kernels limit the speed: they read the weights at 30 %"));
        assertTrue(kernels.verdict().endsWith("The longest is a product."), kernels.verdict());
    }

    /** At 10 GB/s. */
    private static Costs costs(double tokenNanos, double launches, double launchNanos, long weightBytes) {
        return new Costs(
                tokenNanos,
                launches,
                launchNanos,
                weightBytes,
                10e9,
                300,
                4000,
                List.of(new Costs.Share("a product", tokenNanos / 2)));
    }
}
