package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    void topNSigmaKeepsWhatIsNearTheBest() {
        // Mean 1, deviation √2: at most 1.41 below 3.
        Candidates c = logits(3, 1, -1, NONE, 1);
        new TopNSigma(1).apply(c);
        assertEquals(List.of(0), ids(c));
        Candidates more = logits(3, 1, -1, NONE, 1);
        new TopNSigma(1.5f).apply(more);
        assertEquals(List.of(0, 1, 4), ids(more));
    }

    @Test
    void xtcRulesOutAllButTheLastOfTheLikely() {
        Candidates c = probabilities(0.1, 0.4, 0.2, 0.3);
        new Xtc(1, 0.15f).apply(c);
        assertEquals(List.of(2, 0), ids(c));
        Candidates one = probabilities(0.1, 0.7, 0.2);
        new Xtc(1, 0.5f).apply(one);
        assertEquals(List.of(1, 2, 0), ids(one), "of one there is no other");
    }

    @Test
    void xtcDoesSoAsOftenAsItIsTold() {
        Candidates c = new Candidates(new SplittableRandom(5));
        int excluded = 0;
        for (int i = 0; i < 10_000; i++) {
            c.load(Scores.All.of(0, 1, 2));
            new Xtc(0.3f, 0.1f).apply(c);
            excluded += c.size() < 3 ? 1 : 0;
        }
        assertEquals(3000, excluded, 5 * Math.sqrt(10_000 * 0.3 * 0.7)); // five deviations
    }

    @Test
    void xtcNeverLeavesOnlyWhatIsRuledOut() {
        Candidates c = logits(2, NONE, 1, NONE);
        new Xtc(1, 0).apply(c);
        assertEquals(2, ids(c).getFirst());
    }

    @Test
    void temperaturesBeyondAllNumbersLeaveADistribution() {
        Candidates c = logits(2, NONE, 1, 3);
        new DynamicTemperature(3e38f, 3e38f, 1).apply(c);
        assertTrue(
                values(c).stream().noneMatch(value -> value.isNaN()),
                () -> values(c).toString());
    }

    @Test
    void penaltiesTakeMemoryForWhatWasSaidOnly() {
        Penalties wide = new Penalties(Integer.MAX_VALUE, 2, 0, 0);
        Penalties some = new Penalties(150, 1, 0, 1);
        Penalties all = new Penalties(-1, 1, 0, 1);
        for (int i = 0; i < 1000; i++) {
            wide.accept(i % 7);
            some.accept(i < 900 ? 0 : 1);
            if (i >= 850) {
                all.accept(i < 900 ? 0 : 1);
            }
        }
        Candidates expected = logits(500, 500);
        Candidates found = logits(500, 500);
        all.apply(expected);
        some.apply(found);
        assertEquals(values(expected), values(found), "the last 150");
        Candidates halved = logits(4, 4);
        wide.apply(halved);
        assertEquals(List.of(2f, 2f), values(halved));
    }

    @Test
    void aDynamicTemperatureIsHighWhereNothingIsCertain() {
        Candidates equal = logits(2, 2, 2, 2);
        new DynamicTemperature(1, 0.5f, 1).apply(equal);
        assertEquals(2 / 1.5f, equal.logit(0), 1e-6f);
        Candidates certain = logits(50, 0, 0, 0);
        new DynamicTemperature(1, 0.5f, 1).apply(certain);
        assertEquals(100, certain.logit(0), 1e-3f);
        Candidates coldest = logits(50, 0);
        new DynamicTemperature(0.2f, 0.5f, 1).apply(coldest);
        assertEquals(List.of(0), ids(coldest).subList(0, 1));
    }

    @Test
    void mirostatTwoKeepsSurprisesBelowTwiceItsTargetAndLearns() {
        Mirostat mirostat = new Mirostat(true, 0.5f, 1);
        Candidates c = probabilities(0.125, 0.5, 0.125, 0.25);
        mirostat.apply(c);
        assertEquals(List.of(1, 3), ids(c), "2 bits at most");
        mirostat.drawn(c, 1); // log₂ 3 bits of what is left: 0.58 more than wanted, so 2 − 0.29 from now on
        Candidates next = probabilities(0.125, 0.5, 0.125, 0.25);
        mirostat.apply(next);
        assertEquals(List.of(1), ids(next));
        mirostat.forget();
        Candidates anew = probabilities(0.125, 0.5, 0.125, 0.25);
        mirostat.apply(anew);
        assertEquals(List.of(1, 3), ids(anew));
    }

    @Test
    void mirostatNeverLeavesNothing() {
        for (boolean second : new boolean[] {false, true}) {
            Mirostat mirostat = new Mirostat(second, 1, 0);
            for (Candidates c : List.of(logits(1), logits(1, 1), logits(2, NONE), probabilities(0.3, 0.3, 0.4))) {
                mirostat.apply(c);
                assertTrue(c.size() >= 1);
                mirostat.drawn(c, 0);
            }
        }
    }

    @Test
    void dryLowersWhatWouldGoOnWithARepetition() {
        Dry dry = new Dry(2, 3, 2, -1, SequenceBreakers.NONE);
        List.of(0, 1, 2, 3, 4, 0, 1, 2).forEach(dry::accept);
        Candidates c = logits(0, 0, 0, 0, 0);
        dry.apply(c);
        assertEquals(List.of(0f, 0f, 0f, -6f, 0f), values(c), "0 1 2 is one longer than allowed");
        dry.forget();
        Candidates later = logits(0, 0, 0, 0, 0);
        dry.apply(later);
        assertEquals(List.of(0f, 0f, 0f, 0f, 0f), values(later));
    }

    @Test
    void aBreakerEndsWhatDryLooksAtAndIsNeverLowered() {
        SequenceBreakers breakers = new SequenceBreakers(Map.of(1, List.of(List.of())));
        Dry dry = new Dry(2, 3, 1, -1, breakers);
        List.of(0, 1, 2, 3, 4, 0, 1, 2).forEach(dry::accept);
        Candidates c = logits(0, 0, 0, 0, 0);
        dry.apply(c);
        assertEquals(List.of(0f, 0f, 0f, -2f, 0f), values(c), "only 2 is repeated behind the breaker");
        Dry before = new Dry(2, 3, 1, -1, breakers);
        List.of(4, 0, 1, 2, 4, 0).forEach(before::accept);
        Candidates b = logits(0, 0, 0, 0, 0);
        before.apply(b);
        assertEquals(List.of(0f, 0f, 0f, 0f, 0f), values(b), "the breaker itself may come");
    }

    @Test
    void breakersAreFoundWithinTokensAndAcrossThem() {
        List<String> pieces = List.of("a", "\n", "x:\n", "*", "**", "b*");
        SequenceBreakers.Pieces vocabulary = new SequenceBreakers.Pieces() {
            @Override
            public int size() {
                return pieces.size();
            }

            @Override
            public byte[] bytes(int token) {
                return pieces.get(token).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public int[] encode(byte[] text) {
                return new int[text.length == 1 ? 1 : 2];
            }
        };
        List<byte[]> texts = Stream.of("\n", "*c")
                .map(t -> t.getBytes(StandardCharsets.UTF_8))
                .toList();
        assertEquals(
                Map.of(
                        1, List.of(List.of()),
                        2, List.of(List.of()),
                        3, List.of(List.of(0)),
                        4, List.of(List.of(0)),
                        5, List.of(List.of(0))),
                SequenceBreakers.of(texts, vocabulary).tails());
    }

    @Test
    void dryRemembersAsMuchAsItLooksAtWhateverWasSaid() {
        Dry windowed = new Dry(2, 3, 1, 5, SequenceBreakers.NONE);
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> said = new ArrayList<>();
        for (int n = 0; n < 700; n++) {
            int token = random.nextInt(3);
            windowed.accept(token);
            said.add(token);
            Dry fresh = new Dry(2, 3, 1, -1, SequenceBreakers.NONE);
            said.subList(Math.max(0, said.size() - 5), said.size()).forEach(fresh::accept);
            Candidates c = logits(0, 0, 0);
            Candidates expected = logits(0, 0, 0);
            windowed.apply(c);
            fresh.apply(expected);
            assertEquals(values(expected), values(c));
        }
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
        Candidates candidates = new Candidates(new SplittableRandom(1));
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
