package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private final Selection selection = new Selection();

    @Test
    void theBestComeFirstAndTiesGoByTheLowerId() {
        assertEquals(List.of(3, 1, 4), best(3, 0f, 2f, -1f, 5f, 2f, 2f));
    }

    @Test
    void askingForMoreThanThereAreSortsAll() {
        assertEquals(List.of(1, 0), best(9, -1f, 1f));
    }

    @Test
    void askingForNoneGivesNone() {
        assertEquals(List.of(), best(0, 1f, 2f));
    }

    @Test
    void infinitiesAndExtremesHaveTheirPlace() {
        float[] scores = {
            Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -1f, -Float.MIN_VALUE, 0f, Float.MIN_VALUE, 1f, Float.MAX_VALUE
        };
        assertEquals(List.of(7, 6, 5, 4, 3, 2, 1, 0), best(8, scores));
        for (int place = 0; place < 8; place++) {
            assertEquals(scores[7 - place], selection.score(place));
        }
    }

    @Test
    void minusZeroTiesWithZero() {
        assertEquals(List.of(0, 1), best(2, -0f, 0f));
        assertEquals(List.of(0, 1), best(2, 0f, -0f));
    }

    @Test
    void allEqualScoresKeepTheLowestIds() {
        float[] scores = new float[1000];
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), best(7, scores));
    }

    @Test
    void itAgreesWithASortAtEverySize() {
        SplittableRandom random = new SplittableRandom(1);
        for (int size : new int[] {1, 2, 3, 7, 64, 65, 1000}) {
            float[] scores = new float[size];
            for (int i = 0; i < size; i++) {
                scores[i] = random.nextInt(size) - size / 2; // many ties
            }
            List<Integer> sorted = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -scores[i])
                            .thenComparing(i -> i))
                    .toList();
            for (int limit : new int[] {1, 2, 5, size / 2, size - 1, size, size + 3}) {
                assertEquals(sorted.subList(0, Math.min(limit, size)), best(limit, scores), size + ", " + limit);
            }
        }
    }

    @Test
    void whatReachesASelectionIsExactlyWhatItHolds() {
        best(2, 5f, 7f, 5f, 3f);
        assertTrue(selection.reaches(7f, 1));
        assertTrue(selection.reaches(5f, 0));
        assertFalse(selection.reaches(5f, 2));
        assertFalse(selection.reaches(3f, 3));
    }

    private List<Integer> best(int limit, float... scores) {
        selection.start(limit);
        for (int i = 0; i < scores.length; i++) {
            selection.offer(scores[i], i);
        }
        int size = selection.finish();
        List<Integer> ids = new ArrayList<>();
        for (int place = 0; place < size; place++) {
            ids.add(selection.id(place));
        }
        return ids;
    }
}
