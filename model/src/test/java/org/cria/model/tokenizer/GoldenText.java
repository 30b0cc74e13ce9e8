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
        try (InputStream in = Objects.requireNonNull(GoldenText.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(GoldenText::parse)
                    .toList();
        }
    }

    private static GoldenText parse(String line) {
        String[] columns = line.split("\t", -1);
        return new GoldenText(columns[0].equals("template"), unescape(columns[1]), numbers(columns[2]));
    }

    static List<Integer> numbers(String spaced) {
        return Stream.of(spaced.trim().split("\\s+"))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    private static String unescape(String text) {
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
