package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplerTest {
    private static final SamplerSettings PLAIN = SamplerSettings.defaults()
            .with(Temperature.VALUE, 1f)
            .with(TopK.COUNT, 0)
            .with(TopP.MASS, 1f)
            .with(MinP.RATIO, 0f)
            .with(Sampler.SEED, 42L);

    @Test
    void theChainHasTheOrderOfLlamaCpp() {
        SamplerSettings all = SamplerSettings.defaults()
                .with(Penalties.REPEAT, 1.1f)
                .with(Penalties.PRESENCE, 0.1f)
                .with(Penalties.FREQUENCY, 0.2f)
                .with(TypicalP.MASS, 0.9f);
        assertEquals(
                "penalties repeat 1.1 presence 0.1 frequency 0.2 over the last 64, "
                        + "top-k 40, typical 0.9, top-p 0.95, min-p 0.05, temp 0.8",
                new Sampler(all).toString());
    }

    @Test
    void stagesThatAreOffAreLeftOut() {
        assertEquals("top-k 40, top-p 0.95, min-p 0.05, temp 0.8", new Sampler(SamplerSettings.defaults()).toString());
        assertEquals("", new Sampler(PLAIN).toString());
        assertEquals("", new Sampler(PLAIN.with(Penalties.REPEAT, 2f).with(Penalties.LAST_TOKENS, 0)).toString());
        assertEquals("temp 0.0", new Sampler(SamplerSettings.greedy()).toString());
    }

    @Test
    void temperatureComesAfterTheCuts() {
        // At temperature 10 the two would be nearly equal and min-p would keep both; it comes first and keeps one.
        SamplerSettings settings = PLAIN.with(MinP.RATIO, 0.5f).with(Temperature.VALUE, 10f);
        assertEquals(100, count(new Sampler(settings), new float[] {0, 2}, 100)[1]);
    }

    @Test
    void penaltiesComeBeforeTheCuts() {
        Sampler sampler = new Sampler(PLAIN.with(TopK.COUNT, 1).with(Penalties.PRESENCE, 2f));
        sampler.accept(0);
        assertEquals(1, sampler.sample(Scores.All.of(3, 2, 0)));
    }

    @Test
    void greedyTakesTheFirstOfTheHighest() {
        Sampler sampler = new Sampler(SamplerSettings.greedy());
        assertEquals(1, sampler.sample(Scores.All.of(1, 7, 7, -3, 7)));
    }

    @Test
    void greedyStillPaysPenalties() {
        Sampler sampler = new Sampler(SamplerSettings.greedy().with(Penalties.REPEAT, 2f));
        sampler.accept(1);
        assertEquals(2, sampler.sample(Scores.All.of(1, 7, 6)));
        sampler.forget();
        assertEquals(1, sampler.sample(Scores.All.of(1, 7, 6)));
    }

    @Test
    void greedyAfterTypicalTakesTheBestThatIsTypical() {
        float[] logits = logs(0.5, 0.25, 0.125, 0.125); // 1 is the most typical one, see StageTest
        assertEquals(1, new Sampler(SamplerSettings.greedy().with(TypicalP.MASS, 0.2f)).sample(Scores.All.of(logits)));
    }

    @Test
    void aGreedyChoiceNeedsNoCutThatKeepsTheBest() {
        SamplerSettings greedy = SamplerSettings.greedy();
        assertEquals(
                "penalties repeat 1.0 presence 1.0 frequency 0.0 over the last 64, temp 0.0",
                new Sampler(greedy.with(Penalties.PRESENCE, 1f)).toString());
        // Typical may remove the best, and which it keeps depends on what top-k left.
        assertEquals("top-k 40, typical 0.5, temp 0.0", new Sampler(greedy.with(TypicalP.MASS, 0.5f)).toString());
    }

    /** Against a chain with every stage. */
    @Test
    void whatIsLeftOutOfAGreedyChoiceDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(5);
        for (int run = 0; run < 500; run++) {
            int k = random.nextInt(1, 30);
            float mass = random.nextInt(1, 5) / 4f;
            SamplerSettings settings = SamplerSettings.greedy()
                    .with(TopK.COUNT, k)
                    .with(TypicalP.MASS, mass)
                    .with(TopP.MASS, 0.5f)
                    .with(MinP.RATIO, 0.3f);
            List<Stage> whole = new ArrayList<>(
                    List.of(new TopK(k), new TypicalP(mass), new TopP(0.5f), new MinP(0.3f), new Temperature(0)));
            if (mass == 1) {
                whole.remove(1); // it is off
            }
            float[] logits = new float[50];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(-3, 4) * 0.5f;
            }
            Scores scores = Scores.All.of(logits);
            assertEquals(new Sampler(whole, 1).sample(scores), new Sampler(settings).sample(scores));
        }
    }

    /** What a grammar does: it knows what was said, and says what may follow. */
    @Test
    void aStageMayRuleTokensOutAndIsToldWhatWasChosen() {
        Stage rising = new Stage() {
            private int last = -1;

            @Override
            public void apply(Candidates candidates) {
                for (int i = 0; i < candidates.size(); i++) {
                    candidates.mark(i, candidates.id(i) > last);
                }
                candidates.keepMarked();
            }

            @Override
            public void accept(int token) {
                last = token;
            }

            @Override
            public void forget() {
                last = -1;
            }
        };
        Sampler sampler = new Sampler(List.of(rising, new TopK(2), new Temperature(0)), 1);
        assertEquals(0, sampler.needed(), "what it rules out may be the best few");
        Scores scores = Scores.All.of(5, 4, 3, 2, 1);
        for (int token : new int[] {0, 1, 2, 3, 4}) {
            assertEquals(token, sampler.sample(scores));
            sampler.accept(token);
        }
        assertThrows(IllegalStateException.class, () -> sampler.sample(scores), "it rules everything out");
        sampler.forget();
        assertEquals(0, sampler.sample(scores));
    }

    @Test
    void theRowIsFoundByItsOffsetAndLeftUnchanged() {
        float[] logits = {9, 9, 1, 2, 0, 9};
        float[] before = logits.clone();
        assertEquals(1, new Sampler(SamplerSettings.greedy()).sample(new Scores.All(logits, 2, 3)));
        new Sampler(SamplerSettings.defaults().with(Penalties.REPEAT, 2f)).sample(new Scores.All(logits, 2, 3));
        assertArrayEquals(before, logits);
    }

    @Test
    void theSameSeedRepeats() {
        float[] logits = logits(1000);
        assertArrayEquals(
                draws(SamplerSettings.defaults().with(Sampler.SEED, 7L), logits),
                draws(SamplerSettings.defaults().with(Sampler.SEED, 7L), logits));
    }

    @Test
    void anotherSeedDiffers() {
        float[] logits = logits(1000);
        assertFalse(Arrays.equals(
                draws(PLAIN.with(Sampler.SEED, 7L), logits), draws(PLAIN.with(Sampler.SEED, 8L), logits)));
    }

    @Test
    void theSeedThatWasTakenCanBeUsedAgain() {
        float[] logits = logits(100);
        Sampler unseeded = new Sampler(PLAIN.with(Sampler.SEED, Sampler.NEW_SEED));
        Sampler again = new Sampler(PLAIN.with(Sampler.SEED, unseeded.seed()));
        for (int i = 0; i < 50; i++) {
            assertEquals(unseeded.sample(Scores.All.of(logits)), again.sample(Scores.All.of(logits)));
        }
    }

    @Test
    void newSeedsDiffer() {
        assertNotEquals(new Sampler(SamplerSettings.defaults()).seed(), new Sampler(SamplerSettings.defaults()).seed());
    }

    @Test
    void drawsFollowTheProbabilities() {
        double[] p = {0.5, 0.25, 0.15, 0.1};
        int draws = 20_000;
        int[] counts = count(new Sampler(PLAIN), logs(p), draws);
        for (int i = 0; i < p.length; i++) {
            double fourDeviations = 4 * Math.sqrt(draws * p[i] * (1 - p[i]));
            assertEquals(draws * p[i], counts[i], fourDeviations, "token " + i);
        }
    }

    @Test
    void drawsFollowTheTemperature() {
        double[] p = {0.8, 0.2}; // at temperature 2 proportional to the square roots: 2 to 1
        int[] counts = count(new Sampler(PLAIN.with(Temperature.VALUE, 2f)), logs(p), 9_000);
        assertEquals(6_000, counts[0], 4 * Math.sqrt(9_000 * 2 / 9.0));
    }

    @Test
    void tokensRuledOutAreNeverDrawn() {
        float none = Float.NEGATIVE_INFINITY;
        int[] counts = count(new Sampler(PLAIN), new float[] {none, 0, none, 0, none}, 1_000);
        assertEquals(1_000, counts[1] + counts[3]);
    }

    /** Few different logits, so that equal ones stand at every cut; and wide ones. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 4})
    void theBestFewGiveTheSameTokensAsAllLogitsWhereTheyAreEnough(double deviation) {
        SplittableRandom random = new SplittableRandom(11);
        int compared = 0;
        for (SamplerSettings settings : manySettings(random, 300)) {
            Sampler all = new Sampler(settings);
            Sampler few = new Sampler(settings);
            int size = random.nextInt(1, 400);
            for (int step = 0; all.needed() > 0 && step < 20; step++) {
                float[] logits = new float[size];
                for (int i = 0; i < size; i++) {
                    logits[i] =
                            deviation == 0 ? random.nextInt(-1, 2) * 0.5f : (float) random.nextGaussian(0, deviation);
                }
                int token = all.sample(Scores.All.of(logits));
                assertEquals(token, few.sample(best(logits, few.needed())), settings + " of " + size);
                all.accept(token);
                few.accept(token);
                compared++;
            }
        }
        assertTrue(compared > 1000, compared + " tokens");
    }

    @Test
    void theBestFewAreRefusedWhereAllAreNeeded() {
        Scores best = best(new float[] {1, 2, 3}, 2);
        Sampler sampler = new Sampler(SamplerSettings.defaults().with(Penalties.PRESENCE, 1f));
        assertEquals(0, sampler.needed());
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(best));
    }

    private static List<SamplerSettings> manySettings(SplittableRandom random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SamplerSettings.defaults()
                        .with(Temperature.VALUE, random.nextInt(4) * 0.5f)
                        .with(TopK.COUNT, random.nextInt(0, 60))
                        .with(TopP.MASS, random.nextInt(1, 5) / 4f)
                        .with(MinP.RATIO, random.nextInt(3) * 0.1f)
                        .with(TypicalP.MASS, random.nextInt(2) == 0 ? 1 : 0.6f)
                        .with(Penalties.PRESENCE, random.nextInt(4) == 0 ? 0.5f : 0)
                        .with(Sampler.SEED, (long) i))
                .toList();
    }

    /** The definition: sorted by logit, equal ones by id. */
    private static Scores best(float[] logits, int count) {
        int[] ids = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .limit(count)
                .toArray();
        float[] values = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = logits[ids[i]];
        }
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]))
                .sum();
        return new Scores.Best(ids, values, ids.length, (float) Math.log(sum));
    }

    @Test
    void everySizeOfVocabularyWorks() {
        for (int size : new int[] {1, 2, 39, 40, 41, 512, 32_003}) {
            Sampler sampler = new Sampler(SamplerSettings.defaults().with(Sampler.SEED, 1L));
            float[] logits = logits(size);
            for (int i = 0; i < 5; i++) {
                int token = sampler.sample(Scores.All.of(logits));
                assertTrue(token >= 0 && token < size, token + " of " + size);
                sampler.accept(token);
            }
        }
    }

    @Test
    void oneSamplerServesSeveralSizes() {
        Sampler sampler = new Sampler(SamplerSettings.greedy());
        for (int size : new int[] {5, 1, 300, 2}) {
            float[] logits = new float[size];
            logits[size - 1] = 1;
            assertEquals(size - 1, sampler.sample(Scores.All.of(logits)));
        }
    }

    @Test
    void nanIsRefusedWithItsToken() {
        float[] logits = {0, 1, Float.NaN, 2};
        for (SamplerSettings settings : new SamplerSettings[] {SamplerSettings.defaults(), SamplerSettings.greedy()}) {
            Sampler sampler = new Sampler(settings);
            CriaException e = assertThrows(CriaException.class, () -> sampler.sample(new Scores.All(logits, 1, 3)));
            assertTrue(
                    String.valueOf(e.getMessage()).startsWith("the model produced the logit NaN for token 1 (of 3)"),
                    e.getMessage());
        }
    }

    @Test
    void logitsWithoutAFiniteOneAreRefused() {
        Sampler sampler = new Sampler(PLAIN);
        float none = Float.NEGATIVE_INFINITY;
        assertThrows(CriaException.class, () -> sampler.sample(Scores.All.of(none, none)));
        assertThrows(CriaException.class, () -> sampler.sample(Scores.All.of(0, Float.POSITIVE_INFINITY)));
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(new Scores.All(new float[] {1}, 0, 0)));
        assertThrows(IndexOutOfBoundsException.class, () -> sampler.sample(new Scores.All(new float[] {1}, 0, 2)));
    }

    private static int[] draws(SamplerSettings settings, float[] logits) {
        Sampler sampler = new Sampler(settings);
        return IntStream.range(0, 100)
                .map(i -> sampler.sample(Scores.All.of(logits)))
                .toArray();
    }

    private static int[] count(Sampler sampler, float[] logits, int draws) {
        int[] counts = new int[logits.length];
        for (int i = 0; i < draws; i++) {
            counts[sampler.sample(Scores.All.of(logits))]++;
        }
        return counts;
    }

    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static float[] logits(int size) {
        SplittableRandom random = new SplittableRandom(3);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) random.nextGaussian(0, 2);
        }
        return logits;
    }

    @Test
    void samplersAreAskedInTheOrderThatIsChosen() {
        SamplerSettings settings = SamplerSettings.defaults().with(TypicalP.MASS, 0.9f);
        assertEquals("top-k 40, typical 0.9, top-p 0.95, min-p 0.05, temp 0.8", new Sampler(settings).toString());
        assertEquals(
                "temp 0.8, min-p 0.05",
                new Sampler(settings.inOrder(SamplerOrder.parse("temperature;min_p"))).toString());
        assertEquals(
                "top-p 0.95, top-p 0.95, top-k 40",
                new Sampler(settings.inOrder(SamplerOrder.ofLetters("ppk"))).toString());
    }

    @Test
    void namesOfSamplersMayBeSpelledAsLlamaCppAllowsAndOthersAreRefused() {
        assertEquals(SamplerOrder.STANDARD, SamplerOrder.ofLetters("edskypmxt"));
        assertEquals(SamplerOrder.STANDARD, SamplerOrder.parse(SamplerOrder.STANDARD.toString()));
        assertEquals(SamplerOrder.ofLetters("tyk"), SamplerOrder.parse("Temp;typical-p;top-k"));
        CriaException unknown = assertThrows(CriaException.class, () -> SamplerOrder.parse("top_k;bottom_k"));
        String message = String.valueOf(unknown.getMessage());
        assertTrue(message.contains("'bottom_k', which is no sampler"), message);
        assertThrows(CriaException.class, () -> SamplerOrder.ofLetters("kq"));
    }

    @Test
    void mirostatTakesThePlaceOfAllButTheTemperature() {
        SamplerSettings settings = SamplerSettings.defaults().with(Mirostat.VERSION, 2);
        assertEquals("temp 0.8, mirostat 2 5.0 bits, rate 0.1", new Sampler(settings).toString());
    }

    @Test
    void chanceInAStageIsTheSameInEachRunWithASeedAndLeavesTheDrawAsItWas() {
        float[] logits = {1, 1.1f, 1.2f, 0.9f};
        SamplerSettings xtc = PLAIN.with(Xtc.PROBABILITY, 0.5f).with(Sampler.SEED, 7L);
        assertArrayEquals(draws(xtc, logits), draws(xtc, logits));
        assertArrayEquals(draws(PLAIN.with(Sampler.SEED, 7L), logits), draws(xtc.with(Xtc.PROBABILITY, 1e-9f), logits));
    }
}
