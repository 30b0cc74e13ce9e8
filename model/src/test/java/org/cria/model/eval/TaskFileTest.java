package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskFileTest {
    private static final String GOOD = """
            {
              "task": "mine",
              "kind": "choice",
              "data": {"test": ["mine.jsonl"], "source": "here"},
              "shots": 2,
              "text": "{{question}}",
              "choices": ["yes", "no"],
              "answer": "{{answer}}",
              "metrics": ["acc"]
            }
            """;

    @Test
    void aTaskIsReadFromItsFile() {
        EvalTask task = TaskFile.read("mine.json", GOOD);
        assertEquals("mine", task.name());
        assertEquals(2, task.shots());
        assertEquals(List.of(Metric.ACC), task.metrics());
        assertEquals(List.of(""), task.parts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"shots\": 2 | \"shots\": \"five\" | mine.json, line 5: 'shots' is \"five\", expected a whole number of 0 or more. Correct the task file.",
                "\"kind\": \"choice\" | \"kind\": \"guess\" | mine.json, line 3: 'kind' is \"guess\", expected one of choice, blank, generation, instructions, perplexity, adherence. Correct the task file.",
                "\"text\": \"{{question}}\" | \"text\": \"{{question\" | mine.json, line 6: 'text' cannot be used:",
                "\"shots\": 2 | \"shot\": 2 | mine.json, line 5: 'shot' is not known here, expected one of",
                "\"choices\": [\"yes\", \"no\"] | \"choices\": [] | mine.json, line 7: 'choices' is [], expected a list of texts, at least two, or the name of a field that has them. Correct the task file.",
                "[\"acc\"] | [\"f1\"] | mine.json, line 9: 'metrics' is [\"f1\"], expected acc, acc_norm or mc2. Correct the task file.",
                "\"test\": [\"mine.jsonl\"], | `` | mine.json, line 4: there is no 'test', expected a list of texts. Correct the task file.",
                "\"kind\": \"choice\", | \"kind\" \"choice\", | mine.json: the JSON, line 3",
                "\"shots\": 2 | \"shots\": -1 | mine.json, line 5: 'shots' is -1, expected a whole number of 0 or more. Correct the task file.",
                "\"task\": \"mine\" | \"task\": \" \" | mine.json, line 2: 'task' is \" \", expected a name. Correct the task file.",
                "\"shots\": 2, | \"kind\": \"blank\", | mine.json: the JSON, line 5, column 3: there are two members \"kind\", expected one.",
                "\"shots\": 2 | \"draw\": \"last\" | mine.json, line 5: 'draw' is \"last\", expected one of random, first. Correct the task file.",
                "\"shots\": 2 | \"fields\": {\"q\": {\"from\": \"x\"}} | mine.json, line 5: 'q' is {\"from\": \"x\"}, expected an object with 'text' or 'list'. Correct",
                "\"shots\": 2 | \"until\": [\"x\"] | mine.json, line 5: 'until' is not known here, expected one of answer, choices, data,",
                "\"shots\": 2 | \"parts\": {\"x\": []} | mine.json, line 5: 'x' is [], expected a list of texts, at least one. Correct the task file.",
                "[\"mine.jsonl\"] | \"mine.jsonl\" | mine.json, line 4: 'test' is \"mine.jsonl\", expected a list of texts, at least one. Correct the task file.",
                "{{question}} | {% if question %} | mine.json, line 6: 'text' cannot be used: the block 'if' is not closed, expected '{% endif %}'. Correct",
                "[\"yes\", \"no\"] | [\"yes\"] | mine.json, line 7: 'choices' is [\"yes\"], expected a list of texts, at least two, or the name of",
                "[\"acc\"] | [\"mc2\"] | mine.json, line 9: 'metrics' is [\"mc2\"], expected mc2 only with 'labels'",
            })
    void aMistakeIsToldWithItsLineAndWhatWasExpected(String right, String wrong, String message) {
        aMistakeIsTold(GOOD, right, wrong, message);
    }

    private static void aMistakeIsTold(String good, String right, String wrong, String message) {
        assertTrue(good.contains(right), right);
        CriaException failure =
                assertThrows(CriaException.class, () -> TaskFile.read("mine.json", good.replace(right, wrong)));
        assertTrue(
                failure.explanation().toString().startsWith(message),
                failure.explanation().toString());
    }

    private static final String WRITING = """
            {
              "task": "mine",
              "kind": "generation",
              "data": {"test": ["mine.jsonl"], "source": "here"},
              "text": "{{question}}",
              "answer": "{{answer}}",
              "tokens": 20,
              "extract": [{"name": "number", "pattern": "=.(\\\\d+)$", "take": "first"}],
              "ignore": [","]
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "20 | 0 | mine.json, line 7: 'tokens' is 0, expected a whole number of 1 or more. Correct the task file.",
                "\"first\" | \"middle\" | mine.json, line 8: 'take' is \"middle\", expected one of first, last. Correct the task file.",
                "+)$ | +$ | mine.json, line 8: 'pattern' cannot be used: Unclosed group",
                "\"tokens\": 20 | \"token\": 20 | mine.json, line 7: 'token' is not known here, expected one of",
                "\"extract\" | \"extracts\" | mine.json, line 1: there is no 'extract', expected a list of objects, at least one, since each",
            })
    void aMistakeInATaskThatHasTextsWrittenIsToldToo(String right, String wrong, String message) {
        aMistakeIsTold(WRITING, right, wrong, message);
    }

    @Test
    void patternsMeanWhatTheyMeanToPython() {
        TaskForm.Generation form =
                (TaskForm.Generation) TaskFile.read("mine.json", WRITING).form();
        Extraction number = form.extractions().getFirst();
        assertEquals("42", number.of("=\r42\n"), "only a line feed ends a line");
        assertEquals("\u0664\u0662", number.of("= \u0664\u0662"), "digits of any script are digits");
        assertEquals("[invalid]", number.of("= 42\r"), "a carriage return is no end");
    }

    @Test
    void everyTaskThatComesWithCriaIsOne() {
        for (String name : Tasks.names()) {
            assertFalse(Tasks.of(name).orElseThrow().isEmpty(), name);
        }
        assertEquals(57, Tasks.of("mmlu").orElseThrow().getFirst().parts().size());
        assertEquals(6, Tasks.of("openllm").orElseThrow().size());
    }
}
