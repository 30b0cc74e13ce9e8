package org.cria.kernels.check.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.tornado.CpuShape;
import org.cria.kernels.backend.tornado.Planted;
import org.cria.kernels.backend.tornado.TornadoBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.check.selftest.SelfTest;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** Self-test and examination on a real device, with TornadoVM's SDK: right kernels pass, a planted fault is found and located. */
final class DeviceFaultTest {
    private static final DeviceShape SHAPE = CpuShape.of(5);
    private static final Settings SETTINGS = new Settings(1, 5, Formats.F16, Formats.F16, 32);
    private static final Program PROGRAM = SmallLlama.program(Formats.Q8_0, 3);

    @BeforeEach
    void needsTornadoVm() {
        assumeTrue(
                new TornadoBackend().runsHere(),
                "the JVM was started without TornadoVM: set TORNADOVM_HOME to its SDK's folder");
    }

    /** The default device. */
    private record DefaultDevice() implements Target {
        @Override
        public TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making) {
            return making.get();
        }

        @Override
        public void writes(String task, List<Object> arrays) {}

        @Override
        public String description() {
            return "the default device";
        }

        @Override
        public String name() {
            return "tornado";
        }
    }

    private static Map<String, String> failures(Equipment equipment) {
        SelfTest test = new SelfTest(new TornadoWorkbench(equipment), PROGRAM, SETTINGS);
        Map<String, String> failures = new LinkedHashMap<>();
        test.cases().forEach(name -> test.failure(name).ifPresent(why -> failures.put(name, why)));
        return failures;
    }

    @Test
    void rightKernelsPassTheSelfTest() {
        assertEquals(Map.of(), failures(new Equipment(new DefaultDevice(), SHAPE)));
    }

    @Test
    void aPlantedFaultFailsTheSelfTestOfItsKernelAlone() {
        Map<String, String> failures = failures(Planted.on(new DefaultDevice(), SHAPE, "attend", 3, 1, 1.01f));
        assertTrue(failures.size() >= 2, failures.toString());
        assertTrue(failures.keySet().stream().allMatch(name -> name.contains("Attend")), failures.toString());
    }

    @Test
    void aPlantedFaultIsLocated() {
        Equipment faulty = Planted.on(new DefaultDevice(), SHAPE, "gated", 0, 1, 1.01f);
        List<Observation> observations = new Examination(
                        new TornadoWorkbench(faulty),
                        PROGRAM,
                        SETTINGS,
                        new int[] {1, 20, 33, 4, 5, 66, 7},
                        Progress.NONE)
                .run(List.of(0, 1));
        List<Observation> wrong = observations.stream()
                .filter(observation -> !observation.isFine())
                .toList();
        assertEquals(
                List.of("layer 0", "layer 1"),
                wrong.stream().map(Observation::place).toList());
        assertEquals(
                "Wrong is the gated product, and nothing else.",
                Suspicion.of(observations).getFirst());
    }

    @Test
    void memoryAndLaunchesAreMeasured() {
        TornadoWorkbench bench = new TornadoWorkbench(new Equipment(new DefaultDevice(), SHAPE));
        assertTrue(bench.bandwidth(64L << 20) > 1e8);
        assertTrue(bench.launchNanos() > 100);
    }
}
