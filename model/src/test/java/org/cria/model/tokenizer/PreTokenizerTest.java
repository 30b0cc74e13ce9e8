package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PreTokenizerTest {
    private static final String MODERN = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
            + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,%d}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String CLASSIC =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final String CONTRACTION = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
    private static final String CASED = "[^\\r\\n\\p{L}\\p{N}]?[\\p{L}&&[^a-z]]*[\\p{L}&&[^A-Z]]+%s"
            + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}&&[^a-z]]+[\\p{L}&&[^A-Z]]*%s"
            + "|\\p{N}{1,%d}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String SPACE = "[ \\t\\n\\x0B\\f\\r]";

    /** Each kind of character that the expressions tell apart, and some that look alike. */
    private static final List<String> ATOMS = List.of(
            " ", " ", "\n", "\r", "\t", "\u00A0", "\u3000", "\u2028", "\u0085", "\u000B", "\u001C", "\u180E", "\u200B",
            "a", "Z", "é", "ſ", "我", "ب", "𝒳", "ª", "ǅ", "ʰ", "1", "9", "٣", "½", "Ⅷ", "𝟙", "'", "'", "s", "S", "t",
            "r", "E", "e", "v", "L", "l", "m", "d", "!", "_", "+", "$", "`", "🦙", "\u0301", "\u200D", "\0", "\uE000",
            "\u0378");

    private static List<String> words(PreTokenizer way, String text) {
        int[] characters = text.codePoints().toArray();
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end : way.wordEnds(characters)) {
            words.add(new String(characters, start, end - start));
            start = end;
        }
        assertEquals(characters.length, start);
        return words;
    }

    private static List<String> matches(PreTokenizer way, String text) {
        List<String> words = new ArrayList<>();
        switch (way) {
            case LLAMA3, DBRX -> addMatches(String.format(MODERN, 3), text, words);
            case QWEN2 -> addMatches(String.format(MODERN, 1), text, words);
            case GPT2 -> addMatches(CLASSIC, text, words);
            case SMOLLM -> {
                List<String> parts = new ArrayList<>();
                addMatches("\\p{N}|\\P{N}+", text, parts);
                parts.forEach(part -> addMatches(CLASSIC, part, words));
            }
            case TEKKEN -> addMatches(String.format(CASED, "", "", 1), text, words);
            case GPT4O -> addMatches(String.format(CASED, CONTRACTION + "?", CONTRACTION + "?", 3), text, words);
            case DEEPSEEK ->
                words.addAll(cut(
                        cut(
                                cut(
                                        cut(
                                                cut(cut(List.of(text), "[\\r\\n]"), SPACE + "?[A-Za-zéſǅ]+"),
                                                SPACE + "?[!-/:-~\\u3000]+"),
                                        SPACE + "+\\z"),
                                "[\\u0800-\\u9fa5\\uac00-\\ud7ff]+"),
                        "\\p{N}+"));
            case UNNAMED ->
                words.addAll(cut(
                        cut(cut(cut(List.of(text), "[\\p{P}$+<=>^~|]+"), CLASSIC), "\\p{N}+"), "[0-9][0-9][0-9]"));
        }
        return words;
    }

    /** Each part cut around what matches: the matches, and what lies between them. */
    private static List<String> cut(List<String> parts, String expression) {
        Pattern pattern = Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
        List<String> words = new ArrayList<>();
        for (String part : parts) {
            Matcher matcher = pattern.matcher(part);
            int rest = 0;
            while (matcher.find()) {
                words.add(part.substring(rest, matcher.start()));
                words.add(matcher.group());
                rest = matcher.end();
            }
            words.add(part.substring(rest));
        }
        words.removeIf(String::isEmpty);
        return words;
    }

    private static void addMatches(String expression, String text, List<String> words) {
        Matcher matcher =
                Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS).matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
    }

    @ParameterizedTest
    @EnumSource
    void wordsAreWhatTheRegularExpressionMatches(PreTokenizer way) {
        Random random = new Random(73);
        for (int round = 0; round < 4_000; round++) {
            String text = random.ints(random.nextInt(14), 0, ATOMS.size())
                    .mapToObj(ATOMS::get)
                    .collect(Collectors.joining());
            assertEquals(matches(way, text), words(way, text), text);
        }
    }

    @Test
    void llama3CutsDigitsInThreesAndKeepsALeadingSpaceWithAWord() {
        assertEquals(
                List.of("I", "'LL", " pay", " ", "123", "45", ".", "6", "!\n\n", "  ", " now", "  "),
                words(PreTokenizer.LLAMA3, "I'LL pay 12345.6!\n\n   now  "));
    }

    @Test
    void gpt2KeepsDigitsTogetherAndSmollmCutsThemApart() {
        assertEquals(List.of("it", "'s", " 123", "'", "S"), words(PreTokenizer.GPT2, "it's 123'S"));
        assertEquals(List.of("it", "'s", " ", "1", "2", "3", "'", "S"), words(PreTokenizer.SMOLLM, "it's 123'S"));
    }
}
