package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

/** Lines are broken between words, at the edge of the window, while the text comes. */
final class WordWrapTest {
    @Test
    void aWordThatDoesNotFitBeginsTheNextLineAndTheBlankBeforeItGoes() {
        assertEquals("one two\nthree", WordWrap.of("one two three", 10));
        assertEquals("one two\nthree four\nfive", WordWrap.of("one two three four five", 10));
        assertEquals("one  two\nthree", WordWrap.of("one  two   three", 10));
    }

    @Test
    void aLineMayBeExactlyAsWideAsTheWindow() {
        assertEquals("12345 7890\nx", WordWrap.of("12345 7890 x", 10));
        assertEquals("12345\n78901", WordWrap.of("12345 78901", 10));
        assertEquals("1234567890\nx", WordWrap.of("1234567890 x", 10));
    }

    @Test
    void linesOfTheTextStayLines() {
        assertEquals("a\n\n  b c\n- d", WordWrap.of("a\n\n  b c\n- d", 10));
        assertEquals("a b \nc", WordWrap.of("a b \nc", 10));
        assertEquals("1234567890\nx", WordWrap.of("1234567890\nx", 10));
    }

    @Test
    void aWordLongerThanTheWindowBeginsALineAndIsBrokenByTheWindow() {
        String address = "https://example.org/a/long/one";
        assertEquals("see\n" + address + "\nthere now", WordWrap.of("see " + address + " there now", 10));
        assertEquals(
                address + " it is so\nit is",
                WordWrap.of(address + " it is so it is", 13),
                "its last line has four of 13");
    }

    @Test
    void wideCharactersCountTwice() {
        assertEquals("漢字 漢字\n字", WordWrap.of("漢字 漢字 字", 10));
        assertEquals("🦙🦙 🦙🦙\n🦙", WordWrap.of("🦙🦙 🦙🦙 🦙", 10));
        assertEquals("e\u0301e\u0301e\u0301 ab", WordWrap.of("e\u0301e\u0301e\u0301 ab", 6), "accents have no width");
    }

    @Test
    void chineseAndJapaneseAreBrokenBetweenCharactersButNotBeforeWhatClosesNorAfterWhatOpens() {
        assertEquals("漢字漢字漢\n字", WordWrap.of("漢字漢字漢字", 10));
        assertEquals("漢字漢字\n漢。字", WordWrap.of("漢字漢字漢。字", 10));
        assertEquals("漢字漢字\n「漢」", WordWrap.of("漢字漢字「漢」", 10));
        assertEquals("漢字 word\n漢字", WordWrap.of("漢字 word漢字", 10));
        assertEquals("한국어\n한국어", WordWrap.of("한국어 한국어", 10), "Korean has blanks between words");
    }

    @Test
    void escapeSequencesHaveNoWidthAndGoWithTheirWord() {
        String bold = "\033[1;35m";
        String off = "\033[0m";
        assertEquals(
                bold + "one two" + off + "\n" + bold + "three" + off,
                WordWrap.of(bold + "one two" + off + " " + bold + "three" + off, 10));
        assertEquals("12345 7890" + off + "\nx", WordWrap.of("12345 7890" + off + " x", 10));
        assertEquals("ab \033]0;a title\007cd", WordWrap.of("ab \033]0;a title\007cd", 6));
        assertEquals("1234567890" + off, WordWrap.of("1234567890 " + off, 10), "a style ends even where a blank goes");
    }

    @Test
    void fencedCodeStaysAsItIsAndWhatFollowsIsBrokenAgain() {
        String code = "```java\nint a = b + c + d;\n\tx\n";
        assertEquals("so\n" + code + "```\none two\nthree", WordWrap.of("so\n" + code + "```\none two three", 10));
        assertEquals(
                "\033[36m```\none two three\n  ```\033[0m\none two\nthree",
                WordWrap.of("\033[36m```\none two three\n  ```\033[0m\none two three", 10));
        assertEquals("a ``` b\none two", WordWrap.of("a ``` b one two", 8), "marks within a line begin no code");
    }

    @Test
    void whatCannotBeMovedAnyMoreIsShownAtOnce() {
        WordWrap wrap = new WordWrap(() -> 20);
        assertEquals("beg", wrap.feed("beg"), "a line's first word");
        assertEquals("in", wrap.feed("in"));
        assertEquals("", wrap.feed(" wor"), "it may still grow beyond the edge");
        assertEquals(" word", wrap.feed("d "));
        assertEquals("", wrap.feed("incompre"));
        assertEquals("\nincomprehensib", wrap.feed("hensib"), "too long for this line whatever follows");
        assertEquals("le", wrap.feed("le"));
        assertEquals("", wrap.feed("  "));
        assertEquals("  ", wrap.finish());
    }

    @Test
    void afterTheWindowChangedTheNextWordBeginsALineOfTheNewWidth() {
        AtomicInteger width = new AtomicInteger(20);
        WordWrap wrap = new WordWrap(width::get);
        String shown = wrap.feed("one two three fo");
        width.set(10);
        shown += wrap.feed("ur five six seven eight") + wrap.finish();
        assertEquals("one two three four\nfive six\nseven\neight", shown);
        width.set(20);
        assertEquals("a new answer", wrap.feed("a new answer") + wrap.finish());
    }

    @Test
    void anAnswerIsStyledAndThenBroken() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Typesetting answer = new Typesetting(new Screen(nowhere, nowhere, true, true, true, () -> 10));
        String shown = answer.feed("one **two thr") + answer.feed("ee** four") + answer.finish();
        assertEquals("one \033[1m**two\nthree**\033[0m\nfour\033[0m", shown);
        Typesetting elsewhere = new Typesetting(Screen.plain(nowhere, nowhere, true));
        assertEquals(
                "one **two three** four".repeat(9),
                elsewhere.feed("one **two three** four".repeat(9)) + elsewhere.finish(),
                "no terminal");
    }

    @Test
    void withoutColumnsNothingIsBroken() {
        String text = "one two three ".repeat(20);
        assertEquals(text, WordWrap.of(text, 0));
    }

    @Test
    void anyTextKeepsItsWordsFitsTheWindowAndIsTheSameHoweverItComes() {
        Random dice = new Random(5);
        String[] parts = {
            "a", "word", "longerword", " ", " ", "  ", "\n", "字", "。", "🦙", "\033[1m", "\033[0m", "-", "\t"
        };
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = dice.nextInt(60); i > 0; i--) {
                text.append(parts[dice.nextInt(parts.length)]);
            }
            int width = 12 + dice.nextInt(30);
            String whole = WordWrap.of(text.toString(), width);
            assertEquals(text.toString().replaceAll("\\s", ""), whole.replaceAll("\\s", ""));
            WordWrap pieces = new WordWrap(() -> width);
            StringBuilder streamed = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + dice.nextInt(5));
                streamed.append(pieces.feed(text.substring(at, end)));
                at = end;
            }
            assertEquals(whole, streamed + pieces.finish());
            whole.lines().forEach(line -> assertTrue(fits(line, width), () -> width + ": " + line));
        }
    }

    /** Whether a line fits, or is one word that fits nowhere. */
    private static boolean fits(String line, int width) {
        String visible = line.replaceAll("\033\\[[0-9]*m", "").stripTrailing();
        String firstWord = visible.replaceAll("^(\\s*[^\\s字]*).*", "$1");
        return columns(visible) <= width
                || columns(firstWord) > width
                || visible.strip().startsWith("```");
    }

    private static int columns(String text) {
        int columns = 0;
        for (int c : text.codePoints().toArray()) {
            columns += c == '\t' ? 8 - columns % 8 : Math.max(0, WCWidth.wcwidth(c));
        }
        return columns;
    }
}
