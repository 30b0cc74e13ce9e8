package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.x86.AssembledKernels;
import org.cria.kernels.backend.cpu.x86.Machine;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs whose activations are rounded to 8 bits: the same bits from all kernels, and close to what is not rounded. */
final class ByteProductsTest {
    private static final int PROMPT = 45;
    private static final int DECODED = 5;

    static List<Format> formats() {
        return List.of(Formats.Q8_0, Formats.Q4_0);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void kernelsThreadsAndBatchSizesDoNotShow(Format format) {
        Program program = SmallLlama.program(format, 3);
        float[] expected = run(new CpuBackend().with(new PlainByteKernels()), program, 1, PROMPT);
        Stream<ByteKernels> assembled = Machine.here().sets().stream().map(AssembledKernels::new);
        for (ByteKernels kernels :
                Stream.concat(Stream.of(new PlainByteKernels()), assembled).toList()) {
            for (int[] both : new int[][] {{1, 1}, {3, 7}, {2, 16}, {2, PROMPT}}) {
                assertArrayEquals(
                        expected,
                        run(new CpuBackend().with(kernels), program, both[0], both[1]),
                        kernels.description() + ", " + both[0] + " threads, batches of " + both[1]);
            }
        }
    }

    /** 8 bits err by up to 1/254 of a block's largest activation, half of that on average; through the whole program by a few hundredths. */
    @ParameterizedTest
    @MethodSource("formats")
    void roundingChangesLittle(Format format) {
        Program program = SmallLlama.program(format, 5);
        float[] exact = run(new CpuBackend(), program, 1, PROMPT);
        float[] rounded = run(new CpuBackend().with(new PlainByteKernels()), program, 1, PROMPT);
        double errors = 0;
        double values = 0;
        for (int i = 0; i < exact.length; i++) {
            errors += Math.pow(rounded[i] - exact[i], 2);
            values += Math.pow(exact[i], 2);
        }
        double distance = Math.sqrt(errors / values);
        assertTrue(distance > 1e-4 && distance < 0.05, format.name() + ": relative distance " + distance);
    }

    private static float[] run(CpuBackend backend, Program program, int threads, int batchRows) {
        try (Executable executable =
                backend.compile(program, new Settings(threads, batchRows, Formats.F16, Formats.F16))) {
            return PromptRun.run(executable, batchRows, PROMPT, DECODED);
        }
    }
}
