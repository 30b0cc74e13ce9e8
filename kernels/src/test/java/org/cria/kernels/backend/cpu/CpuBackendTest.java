package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.x86.InstructionSet;
import org.cria.kernels.backend.cpu.x86.Machine;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which loops the CPU takes. */
final class CpuBackendTest {
    private static final Settings SETTINGS = new Settings(2, 1, Formats.F32, Formats.F32);

    @Test
    void theVectorApiIsTakenWhereItIsThere() {
        Assumptions.assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "started without the Vector API");
        try (Executable executable = new CpuBackend().compile(empty(), SETTINGS)) {
            assertTrue(
                    executable.description().matches("cpu: 2 threads, Vector API, \\d+ bits"),
                    executable.description());
        }
    }

    @Test
    void plainLoopsSayWhyTheyAreUsed() {
        assertEquals("cpu: 2 threads, plain Java loops (asked for)", description(Kernels.PLAIN, Activations.F32));
    }

    @Test
    void machineCodeIsTakenWhereTheMachineRunsItAndSaysWhyNotElsewhere() {
        String description = new CpuBackend().devices().getFirst().deviceName();
        assertTrue(
                description.matches(
                        Machine.here().widest().isPresent()
                                ? ".*; activations in 8 bits: assembled, AVX.*"
                                : ".*; no machine code: .+"),
                description);
    }

    @Test
    void smallProgramsDoWithoutMachineCodeUnlessItIsNamed() {
        assertTrue(description(Kernels.AUTO, Activations.AUTO).matches("cpu: 2 threads, Vector API, \\d+ bits"));
    }

    @Test
    void machineCodeThatWasNamedRunsOrIsRefused() {
        for (InstructionSet set : InstructionSet.values()) {
            Kernels kernels = Kernels.valueOf(set.name());
            if (Machine.here().sets().contains(set)) {
                assertTrue(description(kernels, Activations.AUTO).contains("assembled, AVX"));
                continue;
            }
            String message =
                    String.valueOf(assertThrows(CriaException.class, () -> description(kernels, Activations.AUTO))
                            .getMessage());
            assertTrue(message.startsWith("CPU kernels " + kernels.label() + " cannot run here: "), message);
        }
    }

    @Test
    void withoutMachineCodeActivationsAreRoundedOnlyWhereThatIsAskedFor() {
        for (Kernels kernels : List.of(Kernels.VECTOR, Kernels.PLAIN)) {
            assertTrue(description(kernels, Activations.AUTO).endsWith("; no machine code: asked for"));
            assertTrue(description(kernels, Activations.Q8).endsWith("; activations in 8 bits: plain Java"));
        }
    }

    private static String description(Kernels kernels, Activations activations) {
        try (Executable executable =
                new CpuBackend().compile(empty(), SETTINGS.withCpu(new CpuArithmetic(kernels, activations)))) {
            return executable.description();
        }
    }

    private static Program empty() {
        return new Program(List.of(), List.of(), List.of(), Buffer.ofOutputs("logits", 1), new KvShape(0, 1, 1));
    }
}
