package org.cria.model.eval;

import java.util.List;
import org.cria.model.json.JsonValue;

/** What a model is asked about one document. */
public sealed interface TaskQuestion {
    /** The document's number in its data set, from 0. */
    int doc();

    /** What the model reads before it answers, the first where there are several. */
    String prompt();

    /** The right answer: the number of a choice, or a text. */
    String target();

    /**
     * Which text is the likeliest.
     *
     * @param pairs a context and a continuation for each choice
     * @param choices as the document has them, whose lengths {@code acc_norm} divides by
     * @param right the number of the right one
     * @param labels whether each is true; empty where the task does not say
     */
    record Choice(int doc, List<Pair> pairs, List<String> choices, int right, List<Boolean> labels)
            implements TaskQuestion {
        @Override
        public String prompt() {
            return pairs.getFirst().context();
        }

        @Override
        public String target() {
            return Integer.toString(right);
        }
    }

    /** What comes behind a text. */
    record Writing(int doc, String prompt, String target) implements TaskQuestion {}

    /** A text, and what may come behind it. */
    record Pair(String context, String continuation) {}

    /** Whether labels say true: {@code 1} and {@code true} do. */
    static List<Boolean> labels(JsonValue list) {
        return ((JsonValue.Array) list)
                .items().stream()
                        .map(item ->
                                item.toString().equals("1") || item.toString().equals("true"))
                        .toList();
    }
}
