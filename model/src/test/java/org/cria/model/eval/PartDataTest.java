package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartDataTest {
    private static final String RIGHT = "{\"country\": \"France\", \"cities\": [\"Paris\"], \"right\": 0}\n";

    @TempDir
    Path folder;

    private String failure(String asked, String examples) throws IOException {
        Files.writeString(folder.resolve("test.jsonl"), asked);
        Files.writeString(folder.resolve("train.jsonl"), examples);
        EvalTask task = TaskFile.read("capitals.json", """
                {"task": "capitals", "kind": "choice",
                 "data": {"test": ["test.jsonl"], "shots": ["train.jsonl"], "source": "here"},
                 "text": "{{country}}:", "choices": "cities", "answer": "{{right}}", "metrics": ["acc"]}
                """);
        PartData data = PartData.of(task, "", List.of(folder));
        CriaException failure = assertThrows(
                CriaException.class,
                () -> data.questions(
                        (TaskForm.Shown) task.form(),
                        data.documents(Progress.NONE),
                        1,
                        1234,
                        Integer.MAX_VALUE,
                        Progress.NONE));
        return String.valueOf(failure.getMessage());
    }

    @Test
    void aDocumentThatTheTaskWasNotMadeForIsToldWithItsLine() throws IOException {
        for (String wrong :
                List.of(RIGHT.replace("country", "land"), RIGHT.replace("0", "7"), RIGHT.replace("cities", "c"))) {
            String found = failure(RIGHT + "\n" + wrong, RIGHT);
            assertTrue(found.startsWith(folder.resolve("test.jsonl") + ", line 3: "), found);
        }
    }

    @Test
    void soIsAnExample() throws IOException {
        String found = failure(RIGHT, RIGHT.replace("country", "land"));
        assertTrue(found.startsWith(folder.resolve("train.jsonl") + ", line 1: "), found);
    }
}
