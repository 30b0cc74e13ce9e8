package org.cria.model.speculation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a text proposes for itself. */
final class NgramDraftTest {
    private static int[] after(int most, int... text) {
        return new NgramDraft(text).propose(most);
    }

    @Test
    void whatFollowedThreeTokensFollowsThemAgain() {
        assertArrayEquals(new int[] {4, 5, 6}, after(3, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3));
        assertArrayEquals(new int[] {4}, after(1, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3));
    }

    @Test
    void fewerThanThreeTokensThatAgreeAreNoReason() {
        assertArrayEquals(new int[0], after(3, 9, 2, 3, 4, 5, 6, 7, 1, 2, 3));
        assertArrayEquals(new int[0], after(3));
        assertArrayEquals(new int[0], after(3, 1, 1));
        assertArrayEquals(new int[0], after(3, 1, 2, 3));
    }

    @Test
    void thePlaceThatAgreesTheFurthestBackCounts() {
        assertArrayEquals(new int[] {50}, after(1, 8, 1, 2, 3, 50, 9, 1, 2, 3, 60, 8, 1, 2, 3));
    }

    @Test
    void ofThoseThatAgreeAsFarTheLatestCounts() {
        assertArrayEquals(new int[] {60}, after(1, 8, 1, 2, 3, 50, 8, 1, 2, 3, 60, 8, 1, 2, 3));
    }

    @Test
    void aTextThatRepeatsItselfGoesOnBeyondItsEnd() {
        assertArrayEquals(new int[] {7, 7, 7, 7, 7}, after(5, 7, 7, 7, 7));
        assertArrayEquals(new int[] {1, 2, 1, 2, 1, 2, 1}, after(7, 1, 2, 1, 2, 1, 2));
    }

    @Test
    void tokensThatAreSaidCount() {
        NgramDraft draft = new NgramDraft(new int[] {1, 2, 3, 4, 1, 2});
        assertArrayEquals(new int[0], draft.propose(2));
        draft.accept(3);
        assertArrayEquals(new int[] {4, 1}, draft.propose(2));
        assertFalse(draft.computes());
    }

    /** A long text of few words beside a search of all places: the same, as far as it looks. */
    @Test
    void inALongTextItProposesWhatAPlainSearchFinds() {
        SplittableRandom random = new SplittableRandom(3);
        NgramDraft draft = new NgramDraft(new int[0]);
        int[] text = new int[3000];
        for (int length = 0; length < text.length; length++) {
            int[] found = draft.propose(1);
            int expected = search(Arrays.copyOf(text, length));
            assertEquals(expected, found.length == 0 ? -1 : found[0], "after " + length);
            text[length] = random.nextInt(14);
            draft.accept(text[length]);
        }
    }

    /** The token behind the latest place that agrees the furthest back; -1 where less than three agree. */
    private static int search(int[] text) {
        int best = -1;
        int agreed = 2;
        for (int end = text.length - 2; end >= 0; end--) {
            int agree = 0;
            while (agree <= end && text[end - agree] == text[text.length - 1 - agree]) {
                agree++;
            }
            if (agree > agreed) {
                agreed = agree;
                best = end;
            }
        }
        return best < 0 ? -1 : text[best + 1];
    }
}
