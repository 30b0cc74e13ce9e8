package org.cria.model.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How a pass is divided among prompts. */
final class PromptSharesTest {
    @Test
    void oneThatIsAloneHasAllTheRoom() {
        assertArrayEquals(new int[] {100}, PromptShares.of(new int[] {300}, 100));
    }

    @Test
    void aShortOneDoesNotWaitForALongOneAndThatGoesOnToo() {
        assertArrayEquals(new int[] {90, 0, 10}, PromptShares.of(new int[] {4000, 3000, 10}, 100));
    }

    @Test
    void theOldestGoesOnHoweverManyShortOnesCome() {
        assertArrayEquals(new int[] {50, 50, 0}, PromptShares.of(new int[] {4000, 60, 70}, 100));
    }

    @Test
    void theRoomIsUsedUpAndNobodyGetsMoreThanIsLeft() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            int[] left = random.ints(1 + random.nextInt(6), 1, 50).toArray();
            int room = 1 + random.nextInt(100);
            int[] shares = PromptShares.of(left, room);
            assertEquals(
                    Math.min(room, Arrays.stream(left).sum()),
                    Arrays.stream(shares).sum());
            for (int k = 0; k < left.length; k++) {
                assertTrue(shares[k] >= 0 && shares[k] <= left[k]);
            }
            assertTrue(shares[0] > 0, "the oldest goes on");
        }
    }
}
