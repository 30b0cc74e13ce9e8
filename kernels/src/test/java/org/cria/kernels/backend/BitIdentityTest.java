package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same rows give the same bits, whatever the threads, however they are split into batches, and however often. */
final class BitIdentityTest {
    private static final int PROMPT = 101;
    /** What is watched is slow; longer than what a device takes at a time all the same. */
    private static final int WATCHED_PROMPT = 41;

    private static final int DECODED = 9;

    static Stream<Arguments> contenders() {
        return contenders(contender -> !contender.isWatched(), Formats.F32, Formats.Q8_0, Formats.Q4_0);
    }

    /** Kernels for devices differ between formats in how a value is decoded, not in the order of sums. */
    static Stream<Arguments> watched() {
        return contenders(Contender::isWatched, Formats.Q8_0);
    }

    static Stream<Arguments> watchedInOtherFormats() {
        return contenders(Contender::isWatched, Formats.F32, Formats.Q4_0);
    }

    private static Stream<Arguments> contenders(Predicate<Contender> which, Format... formats) {
        return Contender.all().stream()
                .filter(which)
                .flatMap(contender -> Stream.of(formats).map(format -> Arguments.of(contender, format.name(), format)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("watchedInOtherFormats")
    @Tag("full")
    void batchSizesDoNotShowOnDevicesInOtherFormats(Contender contender, String name, Format format) {
        threadsAndBatchSizesDoNotShow(contender, name, format);
        sequencesDecodedTogetherAreAsDecodedAlone(contender, name, format);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource({"contenders", "watched"})
    void threadsAndBatchSizesDoNotShow(Contender contender, String name, Format format) {
        Program program = SmallLlama.program(format, 7);
        for (Format kv : Settings.kvFormats().stream().filter(contender::keeps).toList()) {
            float[] expected = run(contender, program, new Settings(1, PROMPT, kv, kv));
            // Every number of threads and every batch size, each with two of the other; devices know no threads.
            int[][] choices = contender.isWatched()
                    ? new int[][] {{1, 1}, {1, 7}}
                    : new int[][] {{1, 1}, {2, 1}, {3, 7}, {1, 7}, {5, 64}, {2, 64}, {3, PROMPT}, {5, PROMPT}};
            for (int[] both : choices) {
                float[] actual = run(contender, program, new Settings(both[0], both[1], kv, kv));
                assertSameBits(
                        expected,
                        actual,
                        name + " with a cache in " + kv.name() + ", " + both[0] + " threads, batches of " + both[1]);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource({"contenders", "watched"})
    void sequencesDecodedTogetherAreAsDecodedAlone(Contender contender, String name, Format format) {
        Program program = SmallLlama.program(format, 9);
        Settings settings = new Settings(2, 32, Formats.F16, Formats.F16);
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 21);
        int[] sequences = {builder.sequence(40), builder.sequence(40), builder.sequence(40)};
        builder.rows(sequences[0], 5, false).rows(sequences[1], 11, false).rows(sequences[2], 1, false);
        Batch past = builder.build(Phase.PREFILL);
        for (int sequence : sequences) {
            builder.row(sequence, true);
        }
        Batch together = builder.build(Phase.DECODE);
        try (Executable executable = contender.compile(program, settings)) {
            executable.kv().reserve(builder.cells());
            PromptRun.logits(executable, past);
            float[] expected = PromptRun.logits(executable, together);
            for (int row = 0; row < sequences.length; row++) {
                float[] alone = PromptRun.logits(executable, row(together, row));
                int from = row * SmallLlama.VOCABULARY;
                assertSameBits(
                        Arrays.copyOfRange(expected, from, from + SmallLlama.VOCABULARY), alone, name + ", row " + row);
            }
        }
    }

    /** What was generated may only then take the place of what is read. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource({"contenders", "watched"})
    void whoSaysSoHasTheSameBitsForARowInBothPhases(Contender contender, String name, Format format) {
        try (Executable executable =
                contender.compile(SmallLlama.program(format, 9), new Settings(2, 32, Formats.F16, Formats.F16))) {
            boolean bytes = contender.name().equals("cpu-q8") && !format.equals(Formats.F32);
            assertEquals(bytes, executable.phasesAgree(), "products in bytes have one order, others two");
            if (bytes) {
                BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 21);
                int sequence = builder.sequence(60);
                Batch past = builder.rows(sequence, 29, false).build(Phase.PREFILL);
                Batch decoded = builder.row(sequence, true).build(Phase.DECODE);
                Batch read = new Batch(
                        Phase.PREFILL,
                        decoded.tokens(),
                        decoded.positions(),
                        decoded.sequences(),
                        decoded.outputs(),
                        decoded.cells());
                executable.kv().reserve(builder.cells());
                PromptRun.logits(executable, past);
                assertSameBits(PromptRun.logits(executable, decoded), PromptRun.logits(executable, read), name);
            }
        }
    }

    /** Interpreted code, then both compilers' code: sums must not change their order on the way. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void theResultStaysWhileTheJvmWarmsUp(String contender) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        // A JVM of its own, for this one has compiled the loops already.
        Process cold = new ProcessBuilder(
                        java,
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:ActiveProcessorCount=1", // as the tests themselves, which share the machine
                        "-cp",
                        classPath,
                        ColdRun.class.getName(),
                        contender)
                .redirectErrorStream(true)
                .start();
        String output = new String(cold.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, cold.waitFor(), output);
        assertTrue(output.contains("all runs alike"), output);
    }

    /** A JVM each: those whose compiled code others share come with the bulk cases. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("otherNames")
    @Tag("full")
    void theResultOfTheOthersStaysToo(String contender) throws IOException, InterruptedException {
        theResultStaysWhileTheJvmWarmsUp(contender);
    }

    static Stream<String> names() {
        return names(true);
    }

    static Stream<String> otherNames() {
        return names(false);
    }

    /** Products in bytes are machine code where there is some, which nobody compiles; the second shape runs on the first one's emulator. */
    private static Stream<String> names(boolean leading) {
        return Contender.all().stream()
                .map(Contender::name)
                .filter(name -> List.of("cpu-q8", "emulator-gpu").contains(name) != leading);
    }

    private static float[] run(Contender contender, Program program, Settings settings) {
        try (Executable executable = contender.compile(program, settings)) {
            return PromptRun.run(
                    executable, settings.batchRows(), contender.isWatched() ? WATCHED_PROMPT : PROMPT, DECODED);
        }
    }

    static Batch row(Batch batch, int row) {
        return new Batch(
                batch.phase(),
                new int[] {batch.tokens()[row]},
                new int[] {batch.positions()[row]},
                new int[] {0},
                new boolean[] {true},
                List.of(batch.cells().get(batch.sequences()[row])));
    }

    private static void assertSameBits(float[] expected, float[] actual, String place) {
        assertArrayEquals(bits(expected), bits(actual), place);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
