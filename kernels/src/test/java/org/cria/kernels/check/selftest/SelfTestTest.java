package org.cria.kernels.check.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.emulator.Emulator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.CpuShape;
import org.cria.kernels.backend.tornado.Planted;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Parts;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The self-test passes right kernels and finds wrong ones. */
final class SelfTestTest {
    private static final Settings SETTINGS = new Settings(2, 7, Formats.F16, Formats.F32);
    private static final DeviceShape SHAPE = CpuShape.of(7);

    private static SelfTest selfTest(Equipment equipment, Format format) {
        return new SelfTest(new TornadoWorkbench(equipment), SmallLlama.program(format, 3), SETTINGS);
    }

    /** What is wrong, by case. */
    private static Map<String, String> failures(Equipment equipment) {
        SelfTest test = selfTest(equipment, Formats.Q8_0);
        Map<String, String> failures = new LinkedHashMap<>();
        test.cases().forEach(name -> test.failure(name).ifPresent(why -> failures.put(name, why)));
        return failures;
    }

    static List<Format> formats() {
        return List.of(Formats.F32, Formats.F16, Formats.Q8_0, Formats.Q4_0);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void rightKernelsPassInEveryShape(Format format) {
        SelfTest test = selfTest(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE), format);
        for (String name : test.cases()) {
            assertEquals("", test.failure(name).orElse(""), name);
        }
    }

    @Test
    void aCacheInBlocksPassesInEveryShape() {
        Workbench bench = new TornadoWorkbench(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE));
        Settings settings = new Settings(2, 7, Formats.Q8_0, Formats.Q8_0);
        SelfTest test = new SelfTest(bench, SmallLlama.program(Formats.F16, 3), settings);
        for (String name : test.cases()) {
            assertEquals("", test.failure(name).orElse(""), name);
        }
    }

    @Test
    void normsOfHeadsPassInTheirShapeAndInAnOddOne() {
        Workbench bench = new TornadoWorkbench(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE));
        SelfTest test = new SelfTest(bench, SmallLlama.withHeadNorms(Formats.Q8_0, 3), SETTINGS);
        for (String expected : List.of(
                "decode: RmsNorm 64 in groups of 8",
                "decode: RmsNorm 24 in groups of 8",
                "prefill: RmsNorm 32 in groups of 8")) {
            assertTrue(
                    test.cases().stream().anyMatch(name -> name.startsWith(expected + ",")),
                    expected + " in " + test.cases());
        }
        for (String name : test.cases()) {
            assertEquals("", test.failure(name).orElse(""), name);
        }
    }

    @Test
    void partsOfAProgramPassToo() {
        Program whole = SmallLlama.program(Formats.Q8_0, 3);
        for (int[] units : new int[][] {{0, 2}, {2, 3}, {2, 4}}) {
            Workbench bench = new TornadoWorkbench(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE));
            SelfTest test = new SelfTest(bench, Parts.part(whole, units[0], units[1]), SETTINGS);
            boolean begins = test.cases().stream().anyMatch(name -> name.contains("Given 64"));
            assertEquals(units[0] > 0, begins, test.cases().toString());
            for (String name : test.cases()) {
                assertEquals("", test.failure(name).orElse(""), "units " + units[0] + " to " + units[1] + ": " + name);
            }
        }
    }

    @Test
    void everyOperatorIsCheckedInItsShapeAndInAnOddOne() {
        List<String> cases = selfTest(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE), Formats.Q8_0)
                .cases();
        for (String expected : List.of(
                "decode: RmsNorm 64 + MatMul Q8_0 [96, 64] + MatMul Q8_0 [96, 64] + SwiGlu 96",
                "decode: RmsNorm 64 + MatMul Q8_0 [17, 64] + MatMul Q8_0 [17, 64] + SwiGlu 17",
                "decode: MatMul Q8_0 [64, 96] + Add 64",
                "decode: MatMul Q8_0 [17, 96] + Add 17",
                "decode with a long past: Rope 8 × 8, 8 turn + Rope 4 × 8, 8 turn + StoreKv 4 × 8 F16/F32 + Attend 8/4 × 8 F16/F32",
                "decode with a long past: Rope 6 × 8, 8 turn + Rope 3 × 8, 8 turn + StoreKv 3 × 8 F16/F32 + Attend 6/3 × 8 F16/F32",
                "prefill: RmsNorm 33",
                "prefill: Rope 8 × 8, 8 turn + Rope 4 × 8, 8 turn + StoreKv 4 × 8 F16/F32")) {
            assertTrue(cases.stream().anyMatch(name -> name.startsWith(expected + ",")), expected + " in " + cases);
        }
    }

    @Test
    void aFaultInOneKernelFailsItsCasesAndNoOthers() {
        Map<String, String> failures = failures(Planted.onEmulator(SHAPE, "gated", 3, 1, 1.01f));
        assertTrue(!failures.isEmpty());
        failures.forEach((name, why) -> {
            assertTrue(name.startsWith("decode: RmsNorm") && name.contains("SwiGlu"), name);
            assertTrue(why.startsWith("buffer 'gate' [1, "), why);
        });
    }

    @Test
    void oneWrongValueInAThousandIsFound() {
        Map<String, String> failures = failures(Planted.onEmulator(SHAPE, "attend", 5, 1000, 1.02f));
        assertTrue(
                failures.keySet().stream().anyMatch(name -> name.startsWith("decode: Rope") && name.contains("Attend")),
                failures.toString());
        assertTrue(failures.keySet().stream().allMatch(name -> name.contains("Attend")), failures.toString());
    }

    @Test
    void aKernelThatWritesNotANumberIsFound() {
        Map<String, String> failures = failures(Planted.onEmulator(SHAPE, "swiGlu", 0, 4, Float.NaN));
        assertTrue(
                failures.keySet().stream().anyMatch(name -> name.startsWith("prefill: SwiGlu")), failures.toString());
        assertTrue(failures.values().stream().allMatch(why -> why.contains("found NaN")), failures.toString());
    }
}
