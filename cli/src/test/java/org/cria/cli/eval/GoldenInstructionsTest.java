package org.cria.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cria.model.eval.instruction.Instruction;
import org.cria.model.eval.instruction.Instructions;
import org.cria.model.eval.instruction.Verdict;
import org.cria.model.json.JsonValue;
import org.junit.jupiter.api.Test;

/**
 * 200 answers of our own, made at random with a seed in the forms that instructions ask for, and some that only look like them: what
 * lm_eval 0.4.13 says of each (with nltk 3.10.3, its English Punkt, and langdetect, seeded).
 */
final class GoldenInstructionsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/eval/instructions.jsonl");

    /** Of one answer: what it was asked for, and the harness's verdict. */
    private static List<String> disagreements(Map<String, JsonValue> row) {
        List<JsonValue> names = items(row, "instruction_id_list");
        List<JsonValue> arguments = items(row, "kwargs");
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            instructions.add(Instructions.of(
                    text(names.get(i)), ((JsonValue.Members) arguments.get(i)).members(), new NgramLanguages()));
        }
        Verdict verdict = Verdict.of(instructions, text(row.getOrDefault("answer", new JsonValue.Null())));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean strict = items(row, "strict").get(i).toString().equals("1");
            boolean loose = items(row, "loose").get(i).toString().equals("1");
            if (strict != verdict.strict().get(i) || loose != verdict.loose().get(i)) {
                all.add(row.get("key") + " " + names.get(i) + " " + arguments.get(i) + " " + row.get("answer"));
            }
        }
        return all;
    }

    private static List<JsonValue> items(Map<String, JsonValue> row, String field) {
        return ((JsonValue.Array) row.getOrDefault(field, new JsonValue.Null())).items();
    }

    private static String text(JsonValue value) {
        return ((JsonValue.Text) value).value();
    }

    @Test
    void everyVerdictIsTheHarnesss() throws IOException {
        List<String> rows = Files.readAllLines(GOLDEN);
        assertEquals(200, rows.size());
        TreeSet<String> kinds = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String line : rows) {
            Map<String, JsonValue> row = ((JsonValue.Members) JsonValue.parse(line)).members();
            items(row, "instruction_id_list").forEach(name -> kinds.add(text(name)));
            wrong.addAll(disagreements(row));
        }
        assertEquals(Instructions.names(), List.copyOf(kinds));
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }
}
