package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.model.sample.LogProbabilities.Entry;
import org.junit.jupiter.api.Test;

final class LogProbabilitiesTest {
    @Test
    void equalLogitsShareEqually() {
        LogProbabilities p = LogProbabilities.of(Scores.All.of(5, 5, 5, 5));
        assertEquals(-Math.log(4), p.of(2), 1e-15);
    }

    @Test
    void oneTokenIsCertain() {
        assertEquals(0.0, LogProbabilities.of(Scores.All.of(-7)).of(0));
    }

    @Test
    void theRowIsFoundByItsOffset() {
        float[] logits = {100, 0, (float) Math.log(3), 100};
        LogProbabilities p = LogProbabilities.of(new Scores.All(logits, 1, 2));
        assertEquals(Math.log(0.25), p.of(0), 1e-7); // log 3 is rounded to float
        assertEquals(Math.log(0.75), p.of(1), 1e-7);
        assertThrows(IndexOutOfBoundsException.class, () -> p.of(2));
    }

    @Test
    void largeLogitsNeitherOverflowNorVanish() {
        LogProbabilities p = LogProbabilities.of(Scores.All.of(3e38f, 3e38f, -3e38f, 100));
        assertEquals(-Math.log(2), p.of(0), 1e-15);
        LogProbabilities far = LogProbabilities.of(Scores.All.of(10_000, 9_000));
        assertEquals(0, far.of(0));
        assertEquals(-1_000, far.of(1));
    }

    @Test
    void tokensRuledOutHaveNone() {
        LogProbabilities p = LogProbabilities.of(Scores.All.of(0, Float.NEGATIVE_INFINITY));
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
        LogProbabilities p = LogProbabilities.of(Scores.All.of(logits));
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Math.exp(p.of(i));
        }
        assertEquals(1, sum, 1e-12);
    }

    @Test
    void theTopAreTheMostLikelyWithTheirOwnValues() {
        LogProbabilities p = LogProbabilities.of(new Scores.All(new float[] {9, 1, 4, 2, 4}, 1, 4));
        assertEquals(List.of(new Entry(1, p.of(1)), new Entry(3, p.of(3)), new Entry(2, p.of(2))), p.top(3));
        assertEquals(4, p.top(100).size());
        assertEquals(List.of(), p.top(0));
    }

    @Test
    void theBestFewKnowTheirProbabilitiesToo() {
        float[] logits = {1, 3, -2, 2.5f};
        LogProbabilities all = LogProbabilities.of(Scores.All.of(logits));
        float logSumExp = (float) (3 - all.of(1));
        LogProbabilities best =
                LogProbabilities.of(new Scores.Best(new int[] {1, 3}, new float[] {3, 2.5f}, 2, logSumExp));
        assertEquals(all.of(1), best.of(1), 1e-6);
        assertEquals(all.of(3), best.of(3), 1e-6);
        assertEquals(List.of(new Entry(1, best.of(1)), new Entry(3, best.of(3))), best.top(5));
        assertEquals(List.of(new Entry(1, best.of(1))), best.top(1));
        assertThrows(IndexOutOfBoundsException.class, () -> best.of(0));
    }

    @Test
    void theBestFewOfNoDistributionAreRefused() {
        for (float sum : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Scores best = new Scores.Best(new int[] {4}, new float[] {1}, 1, sum);
            CriaException e = assertThrows(CriaException.class, () -> LogProbabilities.of(best));
            assertTrue(String.valueOf(e.getMessage()).contains("log-sum-exp " + sum), e.getMessage());
        }
    }

    @Test
    void nanIsRefused() {
        assertThrows(CriaException.class, () -> LogProbabilities.of(Scores.All.of(0, Float.NaN)));
    }
}
