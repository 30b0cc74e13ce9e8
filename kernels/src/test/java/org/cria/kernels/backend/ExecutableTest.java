package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every executable promises besides numbers: its life, its cache, and what it does with a batch that is wrong. */
final class ExecutableTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    static Stream<Arguments> contenders() {
        return Contender.all().stream()
                .flatMap(contender -> Stream.of(1, 3).map(threads -> Arguments.of(contender, threads)));
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void closingTwiceIsClosingOnce(Contender contender, int threads) {
        Executable executable = compile(contender, threads);
        executable.close();
        executable.close();
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aPassAfterClosingIsRefused(Contender contender, int threads) {
        Executable executable = compile(contender, threads);
        executable.kv().reserve(10);
        executable.close();
        assertTimeoutPreemptively(
                SOON, () -> assertThrows(IllegalStateException.class, () -> executable.forward(prompt(3, true))));
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aFailingPassSurfacesAndTheNextOneWorks(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            executable.kv().reserve(10);
            float[] expected = logits(executable, prompt(8, true));
            Batch unknownToken = prompt(8, true);
            unknownToken.tokens()[5] = SmallLlama.VOCABULARY + 1_000_000;
            Batch missingCell = prompt(8, true);
            missingCell.cells().getFirst()[6] = 1_000_000;
            Batch shortTable = new Batch(
                    Phase.DECODE,
                    new int[] {1},
                    new int[] {40},
                    new int[] {0},
                    new boolean[] {true},
                    List.of(new int[3]));
            for (Batch wrong : List.of(unknownToken, missingCell, shortTable)) {
                assertTimeoutPreemptively(
                        SOON, () -> assertThrows(RuntimeException.class, () -> executable.forward(wrong)));
                assertArrayEquals(expected, logits(executable, prompt(8, true)));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aPassThatIsStoppedEndsThereAndTheNextOneHasTheSameBits(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads);
                Executable other = compile(contender, threads)) {
            executable.kv().reserve(17);
            other.kv().reserve(17);
            logits(other, prompt(16, true));
            float[] expected = logits(other, next(16));
            for (int allowed : new int[] {0, 1, 3}) {
                AtomicInteger asked = new AtomicInteger();
                BooleanSupplier stop = () -> asked.incrementAndGet() > allowed;
                assertTimeoutPreemptively(
                        SOON,
                        () -> assertThrows(
                                CancellationException.class, () -> executable.forward(prompt(16, true), stop)));
                assertTrue(asked.get() <= allowed + threads, "asked " + asked + " times, stopped after " + allowed);
                logits(executable, prompt(16, true));
                asked.set(0);
                assertThrows(CancellationException.class, () -> executable.best(next(16), 2, stop));
                assertArrayEquals(expected, logits(executable, next(16)));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aBatchLargerThanCompiledForIsRefused(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            executable.kv().reserve(20);
            assertThrows(IllegalArgumentException.class, () -> executable.forward(prompt(17, true)));
            assertEquals(16, logits(executable, prompt(16, true)).length / SmallLlama.VOCABULARY);
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void rowsThatWantNothingGiveNothing(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            executable.kv().reserve(20);
            assertEquals(0, logits(executable, prompt(5, false)).length);
            float[] after = logits(executable, next(5));
            assertEquals(5, logits(executable, prompt(5, true)).length / SmallLlama.VOCABULARY);
            assertArrayEquals(after, logits(executable, next(5)), "what was stored without outputs");
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aCopiedCellHoldsTheSameInAllLayers(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            executable.kv().reserve(400);
            logits(executable, prompt(5, false));
            float[] expected = logits(executable, next(5));
            Batch moved = next(5);
            for (int position = 0; position < 5; position++) {
                executable.kv().copy(position, 399 - position);
                moved.cells().getFirst()[position] = 399 - position;
            }
            overwrite(executable, 5);
            assertArrayEquals(expected, logits(executable, moved));
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aGrowingCacheKeepsWhatItHolds(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            executable.kv().reserve(6);
            logits(executable, prompt(5, false));
            float[] expected = logits(executable, next(5));
            long before = executable.kv().bytes();
            executable.kv().reserve(3000);
            assertTrue(executable.kv().bytes() > before, "bytes in use");
            assertArrayEquals(expected, logits(executable, next(5)));
            executable.kv().reserve(2);
            assertArrayEquals(expected, logits(executable, next(5)));
        }
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void aCacheThatTheFormatCannotHoldIsRefusedWithWhatWould(Contender contender, int threads) {
        Program small = SmallLlama.program(Formats.F32, 1);
        Program odd = new Program(small.input(), small.layers(), small.output(), small.logits(), new KvShape(2, 3, 8));
        CriaException refusal = assertThrows(
                CriaException.class,
                () -> contender
                        .compile(odd, new Settings(threads, 16, Formats.Q8_0, Formats.F16))
                        .close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("Q8_0") && message.contains("24") && message.contains("f16"), message);
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("contenders")
    void theDescriptionIsOneLine(Contender contender, int threads) {
        try (Executable executable = compile(contender, threads)) {
            assertFalse(executable.description().isBlank());
            assertEquals(1, executable.description().lines().count());
        }
    }

    private static Executable compile(Contender contender, int threads) {
        return contender.compile(
                SmallLlama.program(Formats.F32, 13), new Settings(threads, 16, Formats.F32, Formats.F32));
    }

    /** Position p in cell p. */
    private static Batch prompt(int rows, boolean outputs) {
        int[] numbers = new int[rows];
        int[] tokens = new int[rows];
        boolean[] wanted = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
            tokens[i] = 3 * i + 1;
            wanted[i] = outputs;
        }
        return new Batch(Phase.PREFILL, tokens, numbers, new int[rows], wanted, List.of(numbers.clone()));
    }

    /** One more token, at {@code position}. */
    private static Batch next(int position) {
        int[] cells = new int[position + 1];
        Arrays.setAll(cells, i -> i);
        return new Batch(
                Phase.DECODE, new int[] {2}, new int[] {position}, new int[] {0}, new boolean[] {true}, List.of(cells));
    }

    /** Puts other tokens into the cells of the first positions. */
    private static void overwrite(Executable executable, int rows) {
        Batch other = prompt(rows, false);
        Arrays.setAll(other.tokens(), i -> SmallLlama.VOCABULARY - 1 - i);
        logits(executable, other);
    }

    private static float[] logits(Executable executable, Batch batch) {
        Output output = executable.forward(batch);
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }
}
