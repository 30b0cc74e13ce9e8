package org.cria.model.chat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What llama-server makes of a dialogue in a template: a line of {@code chat/NAME.txt}, which {@code scripts/golden-chat.py}
 * writes.
 *
 * @param vocabulary spm or bpe: Llama 2's or Llama 3's
 * @param text       without the begin of a text
 * @param tokens     [tokens] with it; control tokens that somebody typed are control tokens here
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Golden(String vocabulary, String dialogue, String text, int[] tokens) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u\\{([0-9A-F]+)}|(.))");

    static List<Golden> of(String template) throws IOException {
        return lines(template + ".txt")
                .map(line -> line.split("\t", -1))
                .map(columns -> new Golden(columns[0], columns[1], unescape(columns[2]), numbers(columns[3])))
                .toList();
    }

    static Map<String, List<Turn>> dialogues() throws IOException {
        Map<String, List<Turn>> dialogues = new LinkedHashMap<>();
        for (String line : lines("dialogues.txt").toList()) {
            String[] columns = line.split("\t", -1);
            dialogues
                    .computeIfAbsent(columns[0], name -> new ArrayList<>())
                    .add(new Turn(Turn.Role.valueOf(columns[1].toUpperCase(Locale.ROOT)), unescape(columns[2])));
        }
        return dialogues;
    }

    static String jinja(String name) throws IOException {
        return read("jinja/" + name + ".jinja");
    }

    private static Stream<String> lines(String name) throws IOException {
        return Stream.of(read(name).split("\n")).filter(line -> !line.isEmpty());
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream("/chat/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int[] numbers(String spaced) {
        return Stream.of(spaced.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> {
            if (match.group(1) != null) {
                return Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 16)));
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
