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
                "\"kind\": \"choice\" | \"kind\": \"guess\" | mine.json, line 3: 'kind' is \"guess\", expected one of choice, blank, generation. Correct the task file.",
                "\"text\": \"{{question}}\" | \"text\": \"{{question\" | mine.json, line 6: 'text' cannot be used:",
                "\"shots\": 2 | \"shot\": 2 | mine.json, line 5: 'shot' is not known here, expected one of",
                "\"choices\": [\"yes\", \"no\"] | \"choices\": [] | mine.json, line 7: 'choices' is [], expected a list of texts, at least one. Correct the task file.",
                "[\"acc\"] | [\"f1\"] | mine.json, line 9: 'metrics' is [\"f1\"], expected acc, acc_norm or mc2. Correct the task file.",
                "\"test\": [\"mine.jsonl\"], | `` | mine.json, line 4: there is no 'test', expected a list of texts. Correct the task file.",
                "\"kind\": \"choice\", | \"kind\" \"choice\", | mine.json: the JSON, line 3",
            })
    void aMistakeIsToldWithItsLineAndWhatWasExpected(String right, String wrong, String message) {
        CriaException failure =
                assertThrows(CriaException.class, () -> TaskFile.read("mine.json", GOOD.replace(right, wrong)));
        assertTrue(
                failure.explanation().toString().startsWith(message),
                failure.explanation().toString());
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
