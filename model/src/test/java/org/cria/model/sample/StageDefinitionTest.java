package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sampler against its definition, written down in double and without care for speed, on random logits. */
final class StageDefinitionTest {
    private static final float[] MASSES = {0.01f, 0.3f, 0.77f, 0.95f, 0.999f};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 255, 256, 257, 1000, 5003})
    void topKIsTheHeadOfASort(int size) {
        float[] logits = logits(size);
        List<Integer> sorted = sorted(size, i -> -logits[i]);
        for (int k : new int[] {1, 2, 40, size / 2 + 1, size - 1, size, size + 1}) {
            if (k > 0) {
                Candidates c = StageTest.logits(logits);
                new TopK(k).apply(c);
                assertEquals(sorted.subList(0, Math.min(k, size)), StageTest.ids(c), "k = " + k);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 255, 256, 257, 1000, 5003})
    void topPIsTheShortestHeadWithTheMass(int size) {
        float[] logits = logits(size);
        double[] p = softmax(logits);
        List<Integer> sorted = sorted(size, i -> -p[i]);
        for (float mass : MASSES) {
            Candidates unsorted = StageTest.logits(logits);
            new TopP(mass).apply(unsorted);
            assertShortestHead(sorted, p, mass, StageTest.ids(unsorted));
            Candidates ordered = StageTest.logits(logits);
            ordered.order(size);
            new TopP(mass).apply(ordered);
            assertShortestHead(sorted, p, mass, StageTest.ids(ordered));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 255, 1000, 5003})
    void minPIsAThresholdOnTheRatio(int size) {
        float[] logits = logits(size);
        double[] p = softmax(logits);
        double highest = IntStream.range(0, size).mapToDouble(i -> p[i]).max().orElseThrow();
        for (float ratio : MASSES) {
            List<Integer> expected = IntStream.range(0, size)
                    .filter(i -> p[i] >= ratio * highest)
                    .boxed()
                    .toList();
            Candidates c = StageTest.logits(logits);
            new MinP(ratio).apply(c);
            assertEquals(expected, StageTest.ids(c), "ratio = " + ratio);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 255, 1000})
    void typicalIsTheHeadByDistanceFromTheEntropy(int size) {
        float[] logits = logits(size);
        double[] p = softmax(logits);
        double entropy = IntStream.range(0, size)
                .mapToDouble(i -> -p[i] * Math.log(p[i]))
                .sum();
        List<Integer> byDistance = sorted(size, i -> Math.abs(-Math.log(p[i]) - entropy));
        for (float mass : MASSES) {
            Candidates c = StageTest.logits(logits);
            new TypicalP(mass).apply(c);
            Set<Integer> kept = new HashSet<>(StageTest.ids(c));
            List<Integer> head = byDistance.subList(0, kept.size());
            assertEquals(Set.copyOf(head), kept, "mass = " + mass);
            assertShortestHead(byDistance, p, mass, head);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 300, 1000})
    void orderingAPartKeepsEveryCandidate(int size) {
        float[] logits = logits(size);
        List<Integer> sorted = sorted(size, i -> -logits[i]);
        for (int count : new int[] {1, 2, 16, 256, size}) {
            Candidates c = StageTest.logits(logits);
            c.order(count);
            int head = Math.min(count, size);
            assertEquals(sorted.subList(0, head), StageTest.ids(c).subList(0, head));
            assertEquals(Set.copyOf(sorted), new HashSet<>(StageTest.ids(c)));
            for (int i = 0; i < size; i++) {
                assertEquals(logits[c.id(i)], c.logit(i));
            }
            assertTrue(c.ordered() >= head);
        }
    }

    /**
     * The samplers add in float, as llama.cpp does: two sums of up to n terms, each addition off by at most half an ulp of 1,
     * so where the mass is reached may differ by tokens that hold less than n · 2⁻²³ together.
     */
    private static void assertShortestHead(List<Integer> order, double[] p, double mass, List<Integer> head) {
        assertEquals(order.subList(0, head.size()), head, "mass = " + mass);
        double rounding = p.length * 0x1p-23;
        double sum = head.stream().mapToDouble(i -> p[i]).sum();
        double withoutLast = sum - p[head.getLast()];
        assertTrue(sum >= mass - rounding, head.size() + " hold " + sum + ", expected " + mass);
        assertTrue(withoutLast <= mass + rounding, (head.size() - 1) + " hold " + withoutLast + " of " + mass);
    }

    private static List<Integer> sorted(int size, ToDoubleFunction<Integer> by) {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(by).thenComparing(i -> i))
                .toList();
    }

    private static double[] softmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double[] p = new double[logits.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp(logits[i]) / sum;
        }
        return p;
    }

    private static float[] logits(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) random.nextGaussian(0, 3);
        }
        return logits;
    }
}
