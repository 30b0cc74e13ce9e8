package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.cria.kernels.CriaException;
import org.cria.model.sample.LogProbabilities.Entry;
import org.junit.jupiter.api.Test;

final class LogProbabilitiesTest {
    @Test
    void equalLogitsShareEqually() {
        LogProbabilities p = LogProbabilities.of(new float[] {5, 5, 5, 5}, 0, 4);
        assertEquals(-Math.log(4), p.of(2), 1e-15);
    }

    @Test
    void oneTokenIsCertain() {
        assertEquals(0.0, LogProbabilities.of(new float[] {-7}, 0, 1).of(0));
    }

    @Test
    void theRowIsFoundByItsOffset() {
        float[] logits = {100, 0, (float) Math.log(3), 100};
        LogProbabilities p = LogProbabilities.of(logits, 1, 2);
        assertEquals(Math.log(0.25), p.of(0), 1e-7); // log 3 is rounded to float
        assertEquals(Math.log(0.75), p.of(1), 1e-7);
        assertThrows(IndexOutOfBoundsException.class, () -> p.of(2));
    }

    @Test
    void largeLogitsNeitherOverflowNorVanish() {
        LogProbabilities p = LogProbabilities.of(new float[] {3e38f, 3e38f, -3e38f, 100}, 0, 4);
        assertEquals(-Math.log(2), p.of(0), 1e-15);
        LogProbabilities far = LogProbabilities.of(new float[] {10_000, 9_000}, 0, 2);
        assertEquals(0, far.of(0));
        assertEquals(-1_000, far.of(1));
    }

    @Test
    void tokensRuledOutHaveNone() {
        LogProbabilities p = LogProbabilities.of(new float[] {0, Float.NEGATIVE_INFINITY}, 0, 2);
        assertEquals(0, p.of(0));
        assertEquals(Double.NEGATIVE_INFINITY, p.of(1));
    }

    @Test
    void probabilitiesAddUpToOne() {
        SplittableRandom random = new SplittableRandom(5);
        float[] logits = new float[32_001];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian(0, 4);
        }
        LogProbabilities p = LogProbabilities.of(logits, 0, logits.length);
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Math.exp(p.of(i));
        }
        assertEquals(1, sum, 1e-12);
    }

    @Test
    void theTopAreTheMostLikelyWithTheirOwnValues() {
        LogProbabilities p = LogProbabilities.of(new float[] {9, 1, 4, 2, 4}, 1, 4);
        assertEquals(List.of(new Entry(1, p.of(1)), new Entry(3, p.of(3)), new Entry(2, p.of(2))), p.top(3));
        assertEquals(4, p.top(100).size());
        assertEquals(List.of(), p.top(0));
    }

    @Test
    void nanIsRefused() {
        assertThrows(CriaException.class, () -> LogProbabilities.of(new float[] {0, Float.NaN}, 0, 2));
    }
}
