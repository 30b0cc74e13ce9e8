package org.cria.cli.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.cria.model.adherence.Rule;

/** The conversations of {@code scripts/default-model/exam}; {@code exam.py} there says how they are written down. */
record Exam(List<Conversation> conversations, List<Bar> bars) {
    private static final String FOLDER = "scripts/default-model/exam/";
    private static final Pattern WORDS = Pattern.compile("[\\w']+", Pattern.UNICODE_CHARACTER_CLASS);

    /** @param system empty if there is none */
    record Conversation(String part, int id, String system, List<Question> turns) {}

    /**
     * @param has alternatives, of which the answer must contain one; none where the answer does not count
     * @param keeps all of them must hold
     */
    record Question(String user, List<String> has, List<Rule> keeps) {
        boolean counts() {
            return !has.isEmpty() || !keeps.isEmpty();
        }

        boolean isAnsweredBy(String answer) {
            return (has.isEmpty() || has.stream().anyMatch(alternative -> contains(answer, alternative)))
                    && Rule.kept(keeps, answer);
        }
    }

    /**
     * What is to be reached.
     *
     * @param turn 0: all turns
     * @param share of the answers that are right
     */
    record Bar(String part, int turn, double share) {}

    /** The same exam with one conversation of so many, and the same bars. */
    Exam every(int step) {
        return new Exam(
                IntStream.iterate(0, i -> i < conversations.size(), i -> i + step)
                        .mapToObj(conversations::get)
                        .toList(),
                bars);
    }

    static Exam read() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Conversation> conversations = new ArrayList<>();
        for (String line : Files.readAllLines(Checkout.file(FOLDER + "exam.jsonl"))) {
            JsonNode node = mapper.readTree(line);
            conversations.add(new Conversation(
                    node.get("part").asText(),
                    node.get("id").asInt(),
                    node.get("system").asText(),
                    list(node.get("turns")).stream().map(Exam::question).toList()));
        }
        List<Bar> bars = new ArrayList<>();
        mapper.readTree(Checkout.file(FOLDER + "bars.json").toFile())
                .properties()
                .forEach(part -> part.getValue()
                        .properties()
                        .forEach(turn -> bars.add(new Bar(
                                part.getKey(),
                                Integer.parseInt(turn.getKey()),
                                turn.getValue().asDouble()))));
        return new Exam(conversations, bars);
    }

    private static Question question(JsonNode node) {
        return new Question(
                node.get("user").asText(),
                list(node.path("has")).stream().map(JsonNode::asText).toList(),
                list(node.path("keeps")).stream().map(Exam::rule).toList());
    }

    private static Rule rule(JsonNode node) {
        String kind = node.get("rule").asText().toUpperCase(Locale.ROOT);
        return new Rule(Rule.Kind.valueOf(kind), node.path("text").asText());
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** Whether the words of an alternative occur; those with & between them one after the other. */
    static boolean contains(String answer, String alternative) {
        String words = " " + words(answer) + " ";
        int at = 0;
        for (String part : Arrays.asList(alternative.toLowerCase(Locale.ROOT).split("&"))) {
            at = words.indexOf(" " + part + " ", at);
            if (at < 0) {
                return false;
            }
            at += part.length() + 1;
        }
        return true;
    }

    private static String words(String text) {
        return WORDS.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining(" "));
    }
}
