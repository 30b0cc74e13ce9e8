package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token costs the collector. */
final class AllocationTest {
    private static final int TOKENS = 400;

    /** The pass, the job, the result, and iterators: a few small objects, whatever the model and the context. */
    private static final long BYTES_PER_TOKEN = 1_024;

    /** The plain loops, since the Vector API's vectors are objects until they are compiled. */
    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2})
    void aTokenAllocatesNoArraysWhateverTheContext(int threads) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] cells = IntStream.range(0, 2 * TOKENS).toArray();
        Batch[] tokens =
                IntStream.range(0, 2 * TOKENS).mapToObj(p -> token(p, cells)).toArray(Batch[]::new);
        try (Executable executable = new CpuBackend()
                .compile(
                        SmallLlama.program(Formats.Q8_0, 3),
                        new Settings(threads, 1, Formats.F16, Formats.F16)
                                .withCpu(new CpuArithmetic(Kernels.PLAIN, Activations.F32)))) {
            executable.kv().reserve(2 * TOKENS);
            for (int p = 0; p < TOKENS; p++) {
                executable.forward(tokens[p]);
            }
            long[] threadIds = ownThreads();
            long before = allocated(memory, threadIds);
            for (int p = TOKENS; p < 2 * TOKENS; p++) {
                executable.forward(tokens[p]);
            }
            long bytes = (allocated(memory, threadIds) - before) / TOKENS;
            assertTrue(bytes <= BYTES_PER_TOKEN, bytes + " bytes a token, at most " + BYTES_PER_TOKEN);
        }
    }

    /** Those that a pass runs in; others of the JVM, as a test's own, go about their business meanwhile. */
    private static long[] ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.equals(Thread.currentThread())
                        || thread.getName().startsWith("cria-cpu"))
                .mapToLong(Thread::threadId)
                .toArray();
    }

    private static long allocated(ThreadMXBean memory, long[] threadIds) {
        return LongStream.of(memory.getThreadAllocatedBytes(threadIds)).sum();
    }

    private static Batch token(int position, int[] cells) {
        return new Batch(
                Phase.DECODE,
                new int[] {position % SmallLlama.VOCABULARY},
                new int[] {position},
                new int[] {0},
                new boolean[] {true},
                List.of(cells));
    }
}
