package org.cria.model.eval;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.cria.model.template.PythonText;

/** What a task asks of a document. */
sealed interface TaskForm {
    /** What goes between a question and its answer. */
    String DELIMITER = " ";

    /** Of documents that can be examples. */
    sealed interface Shown extends TaskForm {
        /** A document as an example: its question, and behind it its answer. */
        String example(Map<String, JsonValue> doc);
    }

    /** Which of the choices goes on best behind a text. */
    record Choice(DocTemplate text, Options choices, DocTemplate answer) implements Shown {
        @Override
        public String example(Map<String, JsonValue> doc) {
            return text.of(doc)
                    + DELIMITER
                    + choices.of(doc).get(index(answer, doc, choices.of(doc).size()));
        }
    }

    /** Behind which of the choices a text goes on best: a blank in a sentence is filled. */
    record Blank(Options choices, DocTemplate continuation, DocTemplate answer) implements Shown {
        @Override
        public String example(Map<String, JsonValue> doc) {
            List<String> filled = choices.of(doc);
            return filled.get(index(answer, doc, filled.size())) + DELIMITER + continuation.of(doc);
        }
    }

    /**
     * What the model writes behind a text.
     *
     * @param until texts that end what it writes
     * @param tokens the most that it writes
     * @param extractions how answers are taken out of it, a figure for each
     * @param ignored what is taken off both before they are compared
     */
    record Generation(
            DocTemplate text,
            DocTemplate answer,
            List<String> until,
            int tokens,
            List<Extraction> extractions,
            List<Pattern> ignored,
            boolean ignoreCase)
            implements Shown {
        @Override
        public String example(Map<String, JsonValue> doc) {
            return text.of(doc) + DELIMITER + answer.of(doc);
        }
    }

    /**
     * Answers whose instructions a program checks, in one turn or several.
     *
     * @param tokens the most of an answer
     */
    record Instructed(List<InstructedTurn> turns, int tokens) implements TaskForm {}

    /**
     * How well a text is predicted.
     *
     * @param window tokens in each piece of the text
     */
    record Predicted(int window) implements TaskForm {}

    /**
     * How long a system text lasts.
     *
     * @param turns of each conversation
     * @param tokens the most of an answer
     * @param window tokens of the context that conversations are to outgrow
     */
    record Kept(int turns, int tokens, int window) implements TaskForm {}

    /** Which choice is right. */
    static int index(DocTemplate answer, Map<String, JsonValue> doc, int choices) {
        String found = PythonText.strip(answer.of(doc));
        if (found.matches("[0-9]{1,6}") && Integer.parseInt(found) < choices) {
            return Integer.parseInt(found);
        }
        throw new CriaException("the right choice of a document is '" + found + "', expected a number from 0 to "
                + (choices - 1) + ". Correct the task's 'answer' or the data set.");
    }
}
