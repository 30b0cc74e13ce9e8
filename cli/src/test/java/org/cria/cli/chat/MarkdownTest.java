package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkdownTest {
    private static final String ESCAPE = "\033\\[[0-9;]*m";

    private static String styled(String text) {
        Markdown markdown = new Markdown();
        return markdown.feed(text) + markdown.finish();
    }

    /** Styles by name in angle brackets, for reading. */
    private static String readable(String text) {
        return styled(text)
                .replace("\033[1;35m", "<h>")
                .replace("\033[1m", "<b>")
                .replace("\033[3m", "<i>")
                .replace("\033[36m", "<c>")
                .replace("\033[33m", "<m>")
                .replace("\033[0m", "</>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a **b** c | a <b>**b**</> c</>",
                "an *em* word | an <i>*em*</> word</>",
                "run `x * y` now | run <c>`x * y`</> now</>",
                "**all *of* it** | <b>**all <i>*of*</><b> it**</></>",
                "# Head | <h># Head</>",
                "- item | <m>-</> item",
                "* item | <m>*</> item",
                "2 * 3 * 4 | 2 * 3 * 4",
                "2*3*4 | 2*3*4",
                "a_b_c #1 - no | a_b_c #1 - no"
            })
    void marksGetTheirStyle(String text, String expected) {
        assertEquals(expected, readable(text));
    }

    @Test
    void aFencedBlockKeepsItsMarksPlain() {
        assertEquals("<c>```java\nint *p; # no\n```</>\nafter</>", readable("```java\nint *p; # no\n```\nafter"));
    }

    @Test
    void aStyleEndsWithItsLine() {
        assertEquals("<b>**open</>\nnext</>", readable("**open\nnext"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noCharacterIsAddedOrLostHoweverTheTextComes(int seed) {
        String alphabet = "ab *`#-\n🦙字";
        int[] characters = alphabet.codePoints().toArray();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            Markdown markdown = new Markdown();
            StringBuilder shown = new StringBuilder();
            for (int start = 0; start < text.length(); ) {
                int end = Math.min(text.length(), start + 1 + random.nextInt(4));
                if (Character.isHighSurrogate(text.charAt(end - 1))) {
                    end++;
                }
                String fresh = markdown.feed(text.substring(start, end));
                assertTrue(
                        fresh.isEmpty() || !Character.isHighSurrogate(fresh.charAt(fresh.length() - 1)),
                        "half a character was shown");
                shown.append(fresh);
                start = end;
            }
            shown.append(markdown.finish());
            assertEquals(text.toString(), shown.toString().replaceAll(ESCAPE, ""), () -> "of: " + text);
            assertEquals(shown.toString(), styled(text.toString()), "in one piece or in several");
            assertEquals(shown.lastIndexOf("\033["), shown.lastIndexOf("\033[0m"), "no style is left on");
        }
    }

    @Test
    void onlyWhatMayBeAMarkIsHeldBack() {
        Markdown markdown = new Markdown();
        assertEquals("plain text", markdown.feed("plain text"));
        assertEquals("", markdown.feed("*"));
        assertFalse(markdown.feed("*b").isEmpty());
    }
}
