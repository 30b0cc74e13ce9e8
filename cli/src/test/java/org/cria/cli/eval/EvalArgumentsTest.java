package org.cria.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.eval.EvalTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class EvalArgumentsTest {
    private static List<String> asked(String... words) {
        return CommandLine.populateCommand(new EvalArguments(), words).tasks().stream()
                .map(EvalTask::name)
                .toList();
    }

    @Test
    void aTaskThatIsNamedTwiceIsMeasuredOnce() {
        assertEquals(List.of("mmlu"), asked("mmlu", "mmlu"));
        assertEquals(asked("openllm"), asked("openllm", "mmlu", "gsm8k"));
    }

    @Test
    void twoTasksOfOneNameAreRefused(@TempDir Path folder) throws IOException {
        Path own = Files.writeString(folder.resolve("own.json"), """
                {"task": "mmlu", "kind": "perplexity", "data": {"test": ["text.txt"], "source": "here"}}
                """);
        CriaException refusal = assertThrows(CriaException.class, () -> asked("mmlu", "--task", own.toString()));
        assertTrue(
                String.valueOf(refusal.getMessage()).startsWith(own + ": is a second task with the name 'mmlu'"),
                refusal.getMessage());
    }
}
