package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.Test;

/** Each sampler on numbers small enough to check by hand. */
final class StageTest {
    private static final float NONE = Float.NEGATIVE_INFINITY;

    @Test
    void topKKeepsTheMostLikelyBestFirst() {
        Candidates c = probabilities(0.1, 0.4, 0.2, 0.3);
        new TopK(2).apply(c);
        assertEquals(List.of(1, 3), ids(c));
    }

    @Test
    void topKOfMoreThanThereAreKeepsAll() {
        Candidates c = probabilities(0.1, 0.4, 0.2, 0.3);
        new TopK(100).apply(c);
        assertEquals(List.of(1, 3, 2, 0), ids(c));
    }

    @Test
    void topKOfEqualLogitsKeepsTheLowestIds() {
        Candidates c = logits(1, 1, 1, 1, 1);
        new TopK(3).apply(c);
        assertEquals(List.of(0, 1, 2), ids(c));
    }

    @Test
    void topPKeepsTheOneThatCrossesTheMass() {
        Candidates c = probabilities(0.1, 0.4, 0.2, 0.3);
        new TopP(0.65f).apply(c);
        assertEquals(List.of(1, 3), ids(c));
        Candidates more = probabilities(0.1, 0.4, 0.2, 0.3);
        new TopP(0.75f).apply(more);
        assertEquals(List.of(1, 3, 2), ids(more));
    }

    @Test
    void topPStopsWhereTheMassIsReachedExactly() {
        Candidates c = logits(0, 0, 0, 0);
        new TopP(0.5f).apply(c);
        assertEquals(List.of(0, 1), ids(c));
    }

    @Test
    void topPOfZeroKeepsTheMostLikely() {
        Candidates c = probabilities(0.1, 0.4, 0.2, 0.3);
        new TopP(0).apply(c);
        assertEquals(List.of(1), ids(c));
    }

    @Test
    void minPKeepsWhatIsLikelyRelativeToTheBest() {
        Candidates c = probabilities(0.1, 0.45, 0.05, 0.4);
        new MinP(0.2f).apply(c); // 0.09 and more
        assertEquals(List.of(0, 1, 3), ids(c));
    }

    @Test
    void minPOfOneKeepsTheBestAndItsEquals() {
        Candidates c = logits(2, 3, 3, 1);
        new MinP(1).apply(c);
        assertEquals(List.of(1, 2), ids(c));
    }

    @Test
    void minPIsTheSameOnSortedCandidates() {
        Candidates c = probabilities(0.1, 0.45, 0.05, 0.4);
        new TopK(4).apply(c);
        new MinP(0.2f).apply(c);
        assertEquals(List.of(1, 3, 0), ids(c));
        assertEquals(3, c.ordered());
    }

    @Test
    void typicalKeepsTheNearestToTheEntropyFirst() {
        // Entropy 1.2206 nats; surprises 0.6931, 1.3863, 2.0794, 2.0794; distances 0.5199, 0.1733, 0.8664 and 0.8664.
        Candidates c = probabilities(0.5, 0.25, 0.125, 0.125);
        new TypicalP(0.2f).apply(c);
        assertEquals(List.of(1), ids(c));
        Candidates more = probabilities(0.5, 0.25, 0.125, 0.125);
        new TypicalP(0.7f).apply(more);
        assertEquals(List.of(0, 1), ids(more));
    }

    @Test
    void typicalOfEqualLogitsKeepsUntilTheMassIsExceeded() {
        Candidates c = logits(0, 0, 0, 0);
        new TypicalP(0.5f).apply(c); // two are exactly 0.5, which does not exceed it
        assertEquals(List.of(0, 1, 2), ids(c));
    }

    @Test
    void typicalNeverKeepsOneThatIsRuledOut() {
        Candidates c = logits(NONE, 1, NONE, 1, 0);
        new TypicalP(0.9f).apply(c);
        assertEquals(List.of(1, 3, 4), ids(c));
    }

    @Test
    void temperatureDividesTheLogits() {
        Candidates c = logits(1, -2, 0.5f);
        new Temperature(0.5f).apply(c);
        assertEquals(List.of(2f, -4f, 1f), values(c));
    }

    @Test
    void temperatureOfZeroOrLessKeepsTheFirstOfTheHighest() {
        for (float t : new float[] {0, -1}) {
            Candidates c = logits(1, 3, 2, 3);
            new Temperature(t).apply(c);
            assertEquals(List.of(1), ids(c));
        }
    }

    @Test
    void aTemperatureTooLowToDivideByIsGreedy() {
        Candidates c = logits(1, 30, 2);
        new Temperature(1e-40f).apply(c);
        assertEquals(List.of(1), ids(c));
    }

    @Test
    void theRepeatPenaltyLowersPositiveAndNegativeLogits() {
        Penalties penalties = new Penalties(64, 2, 0, 0);
        List.of(0, 1, 2, 1).forEach(penalties::accept);
        Candidates c = logits(4, -4, 0, 4);
        penalties.apply(c);
        assertEquals(List.of(2f, -8f, 0f, 4f), values(c));
    }

    @Test
    void presenceCountsOnceAndFrequencyEachTime() {
        Penalties penalties = new Penalties(64, 1, 0.5f, 0.25f);
        List.of(0, 2, 2, 2).forEach(penalties::accept);
        Candidates c = logits(1, 1, 1);
        penalties.apply(c);
        assertEquals(List.of(0.25f, 1f, -0.25f), values(c));
    }

    @Test
    void theRepeatPenaltyIsAppliedBeforeTheOthers() {
        Penalties penalties = new Penalties(64, 2, 1, 0);
        penalties.accept(0);
        Candidates c = logits(4, 0);
        penalties.apply(c);
        assertEquals(List.of(1f, 0f), values(c));
    }

    @Test
    void tokensLeaveTheWindow() {
        Penalties penalties = new Penalties(2, 1, 1, 0);
        List.of(0, 1, 2).forEach(penalties::accept);
        Candidates c = logits(5, 5, 5, 5);
        penalties.apply(c);
        assertEquals(List.of(5f, 4f, 4f, 5f), values(c));
    }

    @Test
    void aWindowOfMinusOneKeepsAll() {
        Penalties penalties = new Penalties(-1, 1, 0, 1);
        IntStream.range(0, 1000).forEach(i -> penalties.accept(i % 2));
        Candidates c = logits(1000, 1000, 1000);
        penalties.apply(c);
        assertEquals(List.of(500f, 500f, 1000f), values(c));
    }

    @Test
    void forgottenTokensCostNothing() {
        Penalties penalties = new Penalties(2, 1, 1, 0);
        List.of(0, 1).forEach(penalties::accept);
        penalties.forget();
        penalties.accept(2);
        Candidates c = logits(5, 5, 5);
        penalties.apply(c);
        assertEquals(List.of(5f, 5f, 4f), values(c));
    }

    @Test
    void penalisedTokensLoseTheirPlaceInTheOrder() {
        Candidates c = logits(3, 2, 1);
        new TopK(3).apply(c);
        Penalties penalties = new Penalties(64, 1, 2.5f, 0);
        penalties.accept(0);
        penalties.apply(c);
        new TopK(1).apply(c);
        assertEquals(List.of(1), ids(c));
    }

    @Test
    void penaltiesThatLeaveTheRangeOfFloatsAreAnError() {
        Penalties penalties = new Penalties(64, 1e-40f, 0, 0);
        penalties.accept(0);
        Candidates c = logits(30, 1);
        penalties.apply(c);
        CriaException e = assertThrows(CriaException.class, () -> new TopP(0.5f).apply(c));
        assertTrue(String.valueOf(e.getMessage()).contains("repeat-penalty"), e.getMessage());
    }

    @Test
    void oneCandidateSurvivesEverything() {
        List<Stage> stages =
                List.of(new TopK(1), new TypicalP(0), new TopP(0), new MinP(1), new Temperature(0), new TopK(40));
        for (Stage stage : stages) {
            Candidates c = logits(-3);
            stage.apply(c);
            assertEquals(List.of(0), ids(c), stage.toString());
        }
    }

    @Test
    void tokensRuledOutNeverPass() {
        List<Stage> stages = List.of(new TopK(1), new TopP(0.999f), new MinP(0.0001f), new TypicalP(0.999f));
        for (Stage stage : stages) {
            Candidates c = logits(NONE, NONE, 0, NONE);
            stage.apply(c);
            assertEquals(List.of(2), ids(c), stage.toString());
        }
    }

    static Candidates logits(float... logits) {
        Candidates candidates = new Candidates();
        candidates.load(Scores.All.of(logits));
        return candidates;
    }

    private static Candidates probabilities(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits(logits);
    }

    static List<Integer> ids(Candidates candidates) {
        return IntStream.range(0, candidates.size()).mapToObj(candidates::id).toList();
    }

    private static List<Float> values(Candidates candidates) {
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            values.add(candidates.logit(i));
        }
        return values;
    }
}
