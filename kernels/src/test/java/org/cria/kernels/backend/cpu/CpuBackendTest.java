package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
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
        try (Executable executable =
                new CpuBackend().compilePlain(empty(), new Settings(1, 1, Formats.F32, Formats.F32))) {
            assertTrue(
                    executable.description().equals("cpu: 1 thread, plain Java loops (asked for)"),
                    executable.description());
        }
    }

    private static Program empty() {
        return new Program(
                List.of(), List.of(), List.of(), Buffer.ofOutputs("logits", 1), new Program.KvShape(0, 1, 1));
    }
}
