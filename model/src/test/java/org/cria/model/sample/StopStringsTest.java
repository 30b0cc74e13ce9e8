package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class StopStringsTest {
    @Test
    void withoutStopStringsAllTextPasses() {
        StopStrings stops = new StopStrings(List.of());
        assertEquals("any text", stops.feed("any text"));
        assertEquals("", stops.finish());
        assertFalse(stops.hit());
    }

    @Test
    void textEndsBeforeTheStopString() {
        StopStrings stops = new StopStrings(List.of("</s>"));
        assertEquals("Hello", stops.feed("Hello</s> and more"));
        assertTrue(stops.hit());
        assertEquals(Optional.of("</s>"), stops.match());
        assertEquals("", stops.feed("nothing passes now"));
        assertEquals("", stops.finish());
    }

    @Test
    void aPossibleBeginningIsHeldBack() {
        StopStrings stops = new StopStrings(List.of("\nUser:"));
        assertEquals("Hi", stops.feed("Hi\nUs"));
        assertEquals("", stops.feed("er"));
        assertEquals("\nUser ", stops.feed(" "));
        assertEquals("", stops.feed("\n"));
        assertEquals("\n", stops.feed("\n"));
        assertEquals("\n", stops.finish());
        assertFalse(stops.hit());
    }

    @Test
    void aFailedBeginningMayContainAnother() {
        StopStrings stops = new StopStrings(List.of("aab"));
        assertEquals("a", stops.feed("aaa"));
        assertEquals("", stops.feed("b"));
        assertTrue(stops.hit());
    }

    @Test
    void theFirstToBeCompleteWins() {
        StopStrings stops = new StopStrings(List.of("abcd", "bc"));
        assertEquals("a", stops.feed("abcd"));
        assertEquals(Optional.of("bc"), stops.match());
    }

    @Test
    void ofSeveralCompleteAtOnceTheLongestWins() {
        for (List<String> order : List.of(List.of("c", "abc", "bc"), List.of("abc", "c"))) {
            StopStrings stops = new StopStrings(order);
            assertEquals("x", stops.feed("xab") + stops.feed("c"), order.toString());
            assertEquals(Optional.of("abc"), stops.match());
        }
    }

    @Test
    void theResultNeverDependsOnTheChunks() {
        List<List<String>> sets = List.of(
                List.of("stop"),
                List.of("\n\n", "\nUser:"),
                List.of("abab", "ba"),
                List.of("aaa", "aab"),
                List.of("😀", "é!"),
                List.of("absent"));
        String text = "aabaaab ab abab.\nUse it. é? é! 😃 st sto stop\n\nUser:";
        for (List<String> set : sets) {
            StopStrings whole = new StopStrings(set);
            String expected = whole.feed(text) + whole.finish();
            assertEquals(firstComplete(text, set), expected, set.toString());
            for (int i = 0; i <= text.length(); i++) {
                for (int j = i; j <= text.length(); j++) {
                    StopStrings stops = new StopStrings(set);
                    String result = stops.feed(text.substring(0, i))
                            + stops.feed(text.substring(i, j))
                            + stops.feed(text.substring(j))
                            + stops.finish();
                    assertEquals(expected, result, set + " split at " + i + " and " + j);
                    assertEquals(whole.match(), stops.match());
                }
            }
        }
    }

    @Test
    void randomTextsAgreeWithASearchOfTheWhole() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 2_000; round++) {
            List<String> set = List.of(word(random, 3), word(random, 4), word(random, 2));
            String text = word(random, 12);
            StopStrings stops = new StopStrings(set);
            StringBuilder result = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                result.append(stops.feed(text.substring(i, i + 1)));
                assertTrue(firstComplete(text, set).startsWith(result.toString()), set + " in " + text);
            }
            assertEquals(firstComplete(text, set), result + stops.finish(), set + " in " + text);
        }
    }

    @Test
    void noMoreIsHeldBackThanNeeded() {
        StopStrings stops = new StopStrings(List.of("abc"));
        assertEquals("ab", stops.feed("abab"));
        assertEquals("abd", stops.feed("d"));
    }

    @Test
    void resetStartsOver() {
        StopStrings stops = new StopStrings(List.of("ab"));
        stops.feed("xab");
        stops.reset();
        assertFalse(stops.hit());
        assertEquals("", stops.feed("a"));
        stops.reset();
        assertEquals("b", stops.feed("b"));
    }

    @Test
    void anEmptyStopStringIsRefused() {
        CriaException e = assertThrows(CriaException.class, () -> new StopStrings(List.of("a", "")));
        assertTrue(String.valueOf(e.getMessage()).startsWith("stop string 2 of 2 is empty"), e.getMessage());
    }

    /** The definition: the shortest part of the text that ends with a stop string, without the longest one it ends with. */
    private static String firstComplete(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String part = text.substring(0, end);
            int longest = stops.stream()
                    .filter(part::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return part.substring(0, end - longest);
            }
        }
        return text;
    }

    private static String word(SplittableRandom random, int longest) {
        int length = 1 + random.nextInt(longest);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }
}
