package org.cria.model.grammar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A grammar of the golden file, and which texts llama.cpp accepts.
 *
 * @param refused whether llama.cpp does not take it
 */
record GoldenGrammar(String gbnf, boolean refused, List<String> accepted, List<String> others) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    static List<GoldenGrammar> all() throws IOException {
        List<GoldenGrammar> all = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenGrammar.class.getResourceAsStream("llama-cpp-grammars.txt")),
                StandardCharsets.UTF_8))) {
            for (String line : reader.lines().toList()) {
                int blank = line.indexOf(' ');
                String kind = blank < 0 ? line : line.substring(0, blank);
                String text = ESCAPE.matcher(line.substring(blank + 1))
                        .replaceAll(escape -> escaped((char) Integer.parseInt(escape.group(1), 16)));
                switch (kind) {
                    case "grammar" -> all.add(new GoldenGrammar(text, false, new ArrayList<>(), new ArrayList<>()));
                    case "yes" -> all.getLast().accepted.add(text);
                    case "no" -> all.getLast().others.add(text);
                    default -> all.add(new GoldenGrammar(all.removeLast().gbnf, true, List.of(), List.of()));
                }
            }
        }
        return all;
    }

    private static String escaped(char character) {
        return character == '\\' || character == '$' ? "\\" + character : String.valueOf(character);
    }

    @Override
    public String toString() {
        return gbnf;
    }
}
