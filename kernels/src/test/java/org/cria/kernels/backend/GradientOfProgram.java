package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.gradient.GradientPass;
import org.cria.kernels.gradient.TextBatch;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;

/**
 * Compares a program's gradients with central differences. The loss is a sum of scores, each times a random number, by the interpreter in
 * double; what a weight is changed by is what f32 has room for, and known exactly.
 */
final class GradientOfProgram {
    /** Single values that are changed in each weight, beside all of them at once. */
    private static final int SINGLE = 3;

    /** A change of this part of a weight's size: the third derivative brings in about its square, relatively. */
    private static final double STEP = 1.0 / 512;

    private static final double RELATIVE = 1e-3;

    private static final double LOOSEST = 0.01;

    /** Each of some 30 steps is off by about √columns · ε, and errors of steps add up as those of sums do. */
    private static final double DISTANCE = Math.sqrt(30) * 30 * Bounded.EPSILON;

    private final Program program;
    private final TextBatch texts;
    private final Random random;

    GradientOfProgram(Program program, int vocabulary, int[] lengths, long seed) {
        this.program = program;
        this.random = new Random(seed);
        List<int[]> tokens = new ArrayList<>();
        List<boolean[]> wanted = new ArrayList<>();
        for (int length : lengths) {
            tokens.add(random.ints(length, 0, vocabulary).toArray());
            boolean[] some = new boolean[length];
            for (int i = 0; i < length; i++) {
                some[i] = i == length - 1 || random.nextInt(3) > 0;
            }
            wanted.add(some);
        }
        this.texts = new TextBatch(tokens, wanted);
    }

    /** All weights in F32. */
    List<Weight> trainable() {
        return program.weights().stream()
                .filter(weight -> weight.format().equals(Formats.F32))
                .toList();
    }

    void check(String name, int threads) {
        List<Weight> trained = trainable();
        try (GradientPass pass = new GradientPass(program, trained, texts.rows(), threads)) {
            Bounded expected = scores(program);
            float[] found = Arrays.copyOf(pass.forward(texts), expected.values().length);
            // Bounds of a whole model say nothing: they are of the worst case in each step.
            if (expected.looseness() < LOOSEST) {
                assertEquals("", expected.worst(found), name + ": scores");
            } else {
                double distance = expected.distance(found);
                assertTrue(distance < DISTANCE, () -> name + ": scores are off by " + distance);
            }
            float[] loss = new float[found.length];
            for (int i = 0; i < loss.length; i++) {
                loss[i] = (float) random.nextGaussian();
            }
            pass.backward(loss);
            for (Weight weight : trained) {
                check(name + ", " + weight.name(), weight, pass.gradient(weight), loss);
            }
        }
    }

    private void check(String name, Weight weight, float[] gradient, float[] loss) {
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        double typical = Math.sqrt(squares / gradient.length);
        assertTrue(Double.isFinite(typical), () -> name + ": gradients of size " + typical);
        for (int i = 0; i <= SINGLE; i++) {
            double[] direction = new double[gradient.length];
            double size = size(weight);
            if (i == 0) {
                Arrays.setAll(direction, _ -> random.nextGaussian() * size * STEP);
            } else {
                int some = random.nextInt(gradient.length);
                for (int tries = 0; gradient[some] == 0 && tries < 100; tries++) {
                    some = random.nextInt(gradient.length);
                }
                direction[some] = size * STEP;
            }
            compare(name + (i == 0 ? " as a whole" : ""), weight, direction, gradient, typical, loss);
        }
    }

    private void compare(
            String name, Weight weight, double[] direction, float[] gradient, double typical, float[] loss) {
        Weight more = moved(weight, direction, 1);
        Weight less = moved(weight, direction, -1);
        double expected = loss(more, weight, loss) - loss(less, weight, loss);
        double found = 0;
        double length = 0;
        for (int i = 0; i < gradient.length; i++) {
            double change = (double) value(more, i) - value(less, i);
            found += change * gradient[i];
            length += change * change;
        }
        // Where changes nearly cancel out, what is expected is smaller than what it is made of.
        double size = Math.max(Math.abs(expected), typical * Math.sqrt(length) / 10);
        // Where nothing depends on a weight, such as the scores of a single expert, differences are what doubles are
        // rounded by.
        size = Math.max(size, loss.length * 1e-9);
        double difference = Math.abs(found - expected) / size;
        double shown = found;
        assertTrue(
                difference < RELATIVE,
                () -> name + ": found " + shown + ", expected " + expected + " (off by " + difference + ")");
    }

    private double loss(Weight changed, Weight original, float[] factors) {
        Bounded scores = scores(program.with(Operands.weights(weight -> weight.equals(original) ? changed : weight)));
        double sum = 0;
        for (int i = 0; i < scores.values().length; i++) {
            sum += scores.values()[i] * factors[i];
        }
        return sum;
    }

    private Bounded scores(Program of) {
        int rows = texts.rows();
        int[] tokens = new int[rows];
        int[] positions = new int[rows];
        int[] sequences = new int[rows];
        boolean[] outputs = new boolean[rows];
        List<int[]> cells = new ArrayList<>();
        int row = 0;
        for (int text = 0; text < texts.tokens().size(); text++) {
            int[] cell = new int[texts.tokens().get(text).length];
            for (int position = 0; position < cell.length; position++, row++) {
                tokens[row] = texts.tokens().get(text)[position];
                positions[row] = position;
                sequences[row] = text;
                outputs[row] = texts.wanted().get(text)[position];
                cell[position] = row;
            }
            cells.add(cell);
        }
        Settings settings = new Settings(1, rows, Formats.F32, Formats.F32);
        return new DoubleInterpreter(of, settings)
                .forward(new Batch(Phase.PREFILL, tokens, positions, sequences, outputs, cells));
    }

    private static double size(Weight weight) {
        double squares = 0;
        int length = weight.rows() * weight.columns();
        for (int i = 0; i < length; i++) {
            squares += (double) value(weight, i) * value(weight, i);
        }
        return Math.sqrt(squares / length);
    }

    private static float value(Weight weight, int i) {
        return weight.data().get(Little.FLOAT, (long) Float.BYTES * i);
    }

    private static Weight moved(Weight weight, double[] direction, int sign) {
        MemorySegment data = Arena.ofAuto().allocate(weight.bytes(), 32);
        for (int i = 0; i < direction.length; i++) {
            data.set(Little.FLOAT, (long) Float.BYTES * i, (float) (value(weight, i) + sign * direction[i]));
        }
        return new Weight(weight.name(), weight.format(), weight.rows(), weight.columns(), data);
    }
}
