package org.cria.model.speculation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long drafts become, on a machine where further tokens of a pass take a part of the first one's time. */
final class DraftLengthTest {
    private static final long ONE = 1_000_000;
    private static final int MOST = 16;

    /** Time for tokens, with drafts and without. */
    private record Times(double drafted, double plain) {
        double gain() {
            return plain / drafted;
        }
    }

    /**
     * Generates text.
     *
     * @param right the chance that a guess is right
     * @param more a further token's part of a pass
     * @param guess the time of a guess, in passes
     */
    private static Times generate(int tokens, double right, double more, double guess) {
        SplittableRandom random = new SplittableRandom(4);
        DraftLength length = new DraftLength(guess > 0, MOST);
        double time = 0;
        int said = 0;
        while (said < tokens) {
            int drafted = length.of(MOST);
            if (drafted > 0 && guess > 0) {
                length.guessed(drafted, (long) (drafted * guess * ONE));
                time += drafted * guess;
            }
            double pass = 1 + drafted * more;
            length.passed(1 + drafted, (long) (pass * ONE));
            time += pass;
            int accepted = 0;
            while (accepted < drafted && random.nextDouble() < right) {
                accepted++;
            }
            if (drafted > 0) {
                length.checked(accepted, accepted < drafted);
            } else if (guess == 0) {
                boolean hit = random.nextDouble() < right;
                length.checked(hit ? 1 : 0, !hit);
            }
            said += accepted + 1;
        }
        return new Times(time, said);
    }

    @Test
    void whereEverythingIsRightDraftsAreAsLongAsTheyMayBe() {
        assertTrue(generate(500, 1, 0.15, 0).gain() > 4);
        assertTrue(generate(500, 1, 0.15, 0.1).gain() > 3);
    }

    @Test
    void whereNothingIsRightHardlyAnyTimeIsLost() {
        for (double more : new double[] {0.05, 0.15, 0.5, 1}) {
            assertTrue(generate(200, 0, more, 0).gain() > 0.97, "free guesses, " + more);
            assertTrue(generate(200, 0, more, 0.1).gain() > 0.95, "guesses of a tenth, " + more);
        }
    }

    @Test
    void whereSevenOfTenAreRightAThirdIsGained() {
        assertTrue(generate(500, 0.7, 0.15, 0.1).gain() > 1.33);
        assertTrue(generate(500, 0.7, 0.15, 0).gain() > 1.5);
    }

    /** Other programs make one pass in ten take up to three times as long, and the small model is not compiled yet. */
    @Test
    void disturbedPassesAndAColdStartHardlyChangeHowLongDraftsAre() {
        double[] gains = IntStream.range(0, 99)
                .mapToDouble(DraftLengthTest::disturbed)
                .sorted()
                .toArray();
        assertTrue(gains[gains.length / 2] > 1.25, "median " + gains[gains.length / 2]);
        assertTrue(gains[gains.length / 10] > 1.1, "one in ten is below " + gains[gains.length / 10]);
    }

    /** What 400 tokens gain of which seven in ten are guessed; further tokens take 0.15 of a pass, guesses 0.13, at first 0.6. */
    private static double disturbed(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DraftLength length = new DraftLength(true, MOST);
        double plain = 0;
        double time = 0;
        int guesses = 0;
        for (int said = 0; said < 400; ) {
            int drafted = length.of(MOST);
            if (drafted > 0) {
                double taken = drafted * (guesses < 20 ? 0.6 : 0.13) * disturbance(random);
                guesses += drafted;
                length.guessed(drafted, (long) (taken * ONE));
                time += taken;
            }
            double pass = (1 + 0.15 * drafted) * disturbance(random);
            length.passed(1 + drafted, (long) (pass * ONE));
            time += pass;
            int accepted = 0;
            while (accepted < drafted && random.nextDouble() < 0.7) {
                accepted++;
            }
            if (drafted > 0) {
                length.checked(accepted, accepted < drafted);
            }
            for (int i = 0; i <= accepted; i++, said++) {
                plain += disturbance(random);
            }
        }
        return plain / time;
    }

    private static double disturbance(SplittableRandom random) {
        return random.nextInt(10) == 0 ? 1.3 + 2 * random.nextDouble() : 1 + 0.05 * random.nextDouble();
    }

    /** As on a device that takes rows one by one; it costs some tokens to learn that. */
    @Test
    void wherePassesGainNothingHardlyAnyTimeIsLost() {
        for (double right : new double[] {0.3, 0.7, 0.95}) {
            double gain = generate(2000, right, 1, 0).gain();
            assertTrue(gain > 0.95, "right " + right + ": " + gain);
        }
    }

    @Test
    void beforeAPassIsMeasuredNothingIsDrafted() {
        DraftLength length = new DraftLength(false, MOST);
        assertEquals(0, length.of(MOST));
        length.passed(1, ONE);
        assertTrue(length.of(MOST) > 0);
        assertEquals(0, length.of(0));
        assertEquals(1, length.of(1));
    }

    @Test
    void aPassThatWasDisturbedDoesNotCountForEver() {
        DraftLength length = new DraftLength(false, MOST);
        length.passed(1, ONE);
        for (int i = 0; i < 8; i++) {
            length.passed(3, 100 * ONE);
            length.checked(2, false);
        }
        assertEquals(0, length.of(2));
        int longest = 0;
        for (int i = 0; i < 500; i++) {
            int drafted = length.of(2);
            length.passed(1 + drafted, ONE + drafted * ONE / 10);
            length.checked(drafted > 0 ? drafted : 1, false);
            longest = Math.max(longest, drafted);
        }
        assertEquals(2, longest);
    }
}
