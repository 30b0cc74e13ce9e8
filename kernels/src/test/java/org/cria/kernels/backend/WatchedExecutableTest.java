package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.Test;

final class WatchedExecutableTest {
    private static final float INFINITE = Float.NEGATIVE_INFINITY;
    private static final Batch BATCH =
            new Batch(Phase.DECODE, new int[1], new int[1], new int[1], new boolean[] {true}, List.of(new int[1]));

    @Test
    void scoresThatDifferPass() {
        assertEquals(2, forward(0f, 1f, -1f, 2f).rows());
        assertEquals(1, forward(0f, INFINITE).rows(), "a token that is ruled out");
        assertEquals(2, forward(3f, 3f, 0f, -0.5f).rows());
    }

    @Test
    void zerosAndNoNumbersPointToTheDoctorAndNotToTheFile() {
        assertEquals(
                "device 'gpu' returned scores that are all 0, expected finite numbers that differ: it computes wrongly, ran out of"
                        + " memory or is gone. Run the doctor with the same options, or choose device cpu.",
                fault(() -> forward(1f, 2f, 0f, 0f)));
        assertEquals("a score of NaN", found(fault(() -> forward(1f, Float.NaN))));
        assertEquals("a score of Infinity", found(fault(() -> forward(1f, Float.POSITIVE_INFINITY))));
    }

    @Test
    void theBestFewAreWatchedToo() {
        assertEquals("scores that are all 0", found(fault(() -> best(new float[] {0, 0}, (float) Math.log(32000)))));
        assertEquals("scores with the log-sum-exp NaN", found(fault(() -> best(new float[] {1, 0}, Float.NaN))));
        best(new float[] {0, 0}, 3.2f); // others are below
        best(new float[] {5, 1}, 5.1f);
    }

    private static String found(String message) {
        return message.replaceAll("device 'gpu' returned (.*), expected.*", "$1");
    }

    private static String fault(Runnable pass) {
        return String.valueOf(assertThrows(CriaException.class, pass::run).getMessage());
    }

    /** @param values [rows, 2] */
    private static Output forward(float... values) {
        return new WatchedExecutable(new Returning(values, 0), "device 'gpu'").forward(BATCH, () -> false);
    }

    private static void best(float[] values, float logSumExp) {
        new WatchedExecutable(new Returning(values, logSumExp), "device 'gpu'").best(BATCH, 2, () -> false);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Returning(float[] values, float logSumExp) implements Executable {
        @Override
        public Output forward(Batch batch, BooleanSupplier stop) {
            return new Output(values, values.length / 2, 2);
        }

        @Override
        public Scores best(Batch batch, int count, BooleanSupplier stop) {
            return new Scores.Best(new int[] {7, 8}, values, 2, logSumExp);
        }

        @Override
        public KvStore kv() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Receipt receipt() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String description() {
            return "";
        }

        @Override
        public void close() {}
    }
}
