package org.cria.model.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of a golden file: {@code typed} or {@code template}, the escaped text, the ids, with tabs between.
 *
 * @param trusted whether control tokens in the text are tokens
 * @param tokens  [tokens] what the reference made of it, without a begin of text
 */
record GoldenText(boolean trusted, String text, List<Integer> tokens) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u\\{([0-9A-F]+)}|(.))");

    static List<GoldenText> read(String resource) throws IOException {
        return rows(resource).stream().map(GoldenText::parse).toList();
    }

    /** The columns of each line that is no remark. */
    static List<List<String>> rows(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenText.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        }
    }

    private static GoldenText parse(List<String> columns) {
        return new GoldenText(columns.get(0).equals("template"), unescape(columns.get(1)), numbers(columns.get(2)));
    }

    static List<Integer> numbers(String spaced) {
        return Stream.of(spaced.trim().split("\\s+"))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> {
            if (match.group(1) != null) {
                String character = Character.toString(Integer.parseInt(match.group(1), 16));
                return Matcher.quoteReplacement(character);
            }
            return switch (match.group(2)) {
                case "n" -> "\n";
                case "r" -> "\r";
                case "t" -> "\t";
                default -> "\\\\";
            };
        });
    }
}
