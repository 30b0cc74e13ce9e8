package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.gradient.GradientPass;
import org.cria.kernels.gradient.TextBatch;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients are those of the steps' definitions, on odd shapes and of whole programs. */
final class GradientTest {
    private static final int[] LENGTHS = {1, 9, 5};

    /** Steps in F32; of products other formats, since frozen weights hand gradients on. */
    static Stream<Cell> cells() {
        return Cell.all().stream()
                .filter(cell -> !cell.step().equals(Step.Given.class))
                .filter(cell -> cell.format().equals(Formats.F32)
                        || (cell.step().equals(Step.MatMul.class)
                                && cell.format().equals(Formats.Q4_K))
                        || (cell.step().equals(Experts.Product.class)
                                && cell.format().equals(Formats.Q8_0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void everyStepHasTheDerivativeOfItsDefinition(Cell cell) {
        int number = 0;
        for (ContractCase each : ContractCases.of(cell)) {
            // Near the limits of an exponential, and of a norm of one value, which is ±1 but near 0, differences say
            // nothing.
            if (!each.name().startsWith("far") && !normsOneValue(each.program())) {
                new GradientOfProgram(each.program(), OneStep.VOCABULARY, LENGTHS, number)
                        .check(cell + " " + each.name(), 1 + number++ % 3);
            }
        }
        assertTrue(number > 0);
    }

    private static boolean normsOneValue(Program program) {
        return program.steps().stream()
                .anyMatch(
                        step -> step instanceof Step.RmsNorm norm && norm.gain().columns() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeModelHasTheGradientsOfItsSteps(boolean headNorms) {
        Program program = headNorms ? SmallLlama.withHeadNorms(Formats.F32, 3) : SmallLlama.program(Formats.F32, 4);
        new GradientOfProgram(program, SmallLlama.VOCABULARY, LENGTHS, 5).check("small", 2);
    }

    static List<Format> frozen() {
        return List.of(Formats.Q4_0, Formats.Q8_0, Formats.F16);
    }

    @ParameterizedTest
    @MethodSource("frozen")
    void gradientsGoThroughFrozenWeightsOfOtherFormats(Format format) {
        new GradientOfProgram(SmallLlama.program(format, 6), SmallLlama.VOCABULARY, LENGTHS, 7).check(format.name(), 2);
    }

    @Test
    void threadsChangeNoBit() {
        float[] alone = gradients(1);
        for (int threads = 2; threads < 5; threads++) {
            assertArrayEquals(alone, gradients(threads), threads + " threads");
        }
    }

    @Test
    void aSecondPassAddsWhatTheFirstOneDid() {
        Program program = SmallLlama.program(Formats.F32, 8);
        Weight weight = program.weights().iterator().next();
        try (GradientPass pass = new GradientPass(program, program.weights(), 20, 1)) {
            float[] once = pass(pass, weight);
            float[] twice = pass(pass, weight);
            for (int i = 0; i < once.length; i++) {
                assertEquals(2 * once[i], twice[i], Math.ulp(twice[i]) * 4);
            }
            pass.clear();
            assertArrayEquals(once, pass(pass, weight));
        }
    }

    private static float[] gradients(int threads) {
        Program program = SmallLlama.program(Formats.F32, 8);
        try (GradientPass pass = new GradientPass(program, program.weights(), 20, threads)) {
            pass(pass, program.weights().iterator().next());
            float[] all = new float[0];
            for (Weight weight : program.weights()) {
                float[] gradient = pass.gradient(weight);
                all = Arrays.copyOf(all, all.length + gradient.length);
                System.arraycopy(gradient, 0, all, all.length - gradient.length, gradient.length);
            }
            return all;
        }
    }

    private static float[] pass(GradientPass pass, Weight weight) {
        float[] scores = pass.forward(new TextBatch(
                List.of(new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {4, 3, 9}),
                List.of(new boolean[] {true, false, true, true, true, true, false}, new boolean[] {true, true, true})));
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i % 5 - 2;
        }
        pass.backward(scores);
        return pass.gradient(weight).clone();
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        Program program = SmallLlama.program(Formats.Q8_0, 8);
        assertEquals(
                "weight 'embedding' to be trained is Q8_0 [67, 64], expected F32: others have no values between two neighbours",
                refused(program, program.weights().iterator().next()));
        Weight foreign = new RandomWeights(9).f32("foreign", 3, 4);
        assertEquals("weight 'foreign' to be trained is not one of the program's", refused(program, foreign));
    }

    private static String refused(Program program, Weight weight) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new GradientPass(program, List.of(weight), 8, 1))
                        .getMessage());
    }
}
