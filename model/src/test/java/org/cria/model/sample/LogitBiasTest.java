package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.Test;

/** What is added to logits before every sampler. */
final class LogitBiasTest {
    private static final Scores.All SCORES = Scores.All.of(1, 3, 2, 0);

    @Test
    void aTokenBecomesTheLikeliestOrIsRuledOut() {
        assertEquals(1, greedy(Map.of()).sample(SCORES));
        assertEquals(3, greedy(Map.of(3, 3.5f)).sample(SCORES));
        assertEquals(2, greedy(Map.of(1, Float.NEGATIVE_INFINITY)).sample(SCORES));
        assertEquals(2, greedy(Map.of(1, -2f)).sample(SCORES));
    }

    @Test
    void theOthersSeeWhatItMadeOfTheLogits() {
        SamplerSettings settings = SamplerSettings.defaults().with(TopK.COUNT, 1);
        Sampler sampler = new Sampler(settings, Map.of(0, 10f));
        assertEquals(0, sampler.sample(SCORES));
        assertEquals(0, sampler.needed(), "the best few without it are not the best with it");
        assertTrue(sampler.toString().startsWith("bias of 1 token, top-k 1"), sampler.toString());
    }

    @Test
    void whatAddsToNothingIsRefused() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            CriaException e = assertThrows(CriaException.class, () -> greedy(Map.of(7, wrong)));
            assertTrue(e.toString().contains("the bias of token 7 is "), e.toString());
        }
    }

    @Test
    void tokensThatThereAreNotChangeNothing() {
        assertEquals(1, greedy(Map.of(99, 5f)).sample(SCORES));
    }

    private static Sampler greedy(Map<Integer, Float> biases) {
        return new Sampler(SamplerSettings.greedy(), biases);
    }
}
