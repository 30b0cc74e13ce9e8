package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.Perplexity;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that look at what a model writes, on one that babbles. */
final class InstructedRunTest {
    private static final Progress ALL = (_, _) -> true;
    private static final String KWARGS = "[{\"num_words\": 3, \"relation\": \"at least\"}, null]";
    private static final String IDS = "[\"length_constraints:number_words\", \"punctuation:no_comma\"]";

    @TempDir
    Path folder;

    private Model model;

    @BeforeEach
    void open() throws IOException {
        Path file = TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(400).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1).withBatchSize(16));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private TaskResult run(String name, AnswerLog log, Progress progress) {
        EvalSettings settings = new EvalSettings(
                        List.of(folder), OptionalInt.of(2), OptionalInt.of(5), 1234, Bos.AUTO, 2)
                .withChat(ChatTemplates.named("llama2"));
        try (EvalRun evaluation = new EvalRun(model, settings, log)) {
            EvalTask task = Tasks.of(name).orElseThrow().getFirst();
            return evaluation.run(task, "", progress).orElseThrow();
        }
    }

    private void ifeval(String... lines) throws IOException {
        Files.createDirectories(folder.resolve("ifeval"));
        Files.writeString(folder.resolve("ifeval/input_data.jsonl"), String.join("\n", lines) + "\n");
    }

    private static String row(String ids, String kwargs) {
        return "{\"key\": 1, \"prompt\": \"Say it.\", \"instruction_id_list\": " + ids + ", \"kwargs\": " + kwargs
                + "}";
    }

    /** Three turns, the third of which one conversation lacks, in another order of columns than the published one. */
    private void multiIf() throws IOException {
        Files.createDirectories(folder.resolve("multi_if"));
        String ids = cell(IDS);
        String kwargs = cell("[\"{\\\"num_words\\\": 3, \\\"relation\\\": \\\"at least\\\"}\", \"{}\"]");
        String turn = cell("{\"role\": \"user\", \"content\": \"Say it.\"}") + "," + ids + "," + kwargs;
        String heading = Stream.of("1", "2", "3")
                .map(n -> "turn_" + n + "_prompt,turn_" + n + "_instruction_id_list,turn_" + n + "_kwargs")
                .collect(Collectors.joining(","));
        Files.writeString(
                folder.resolve("multi_if/multiIF_20241018.csv"),
                "key," + heading + ",turns,responses,turn_index,language\n1:en," + turn + "," + turn + "," + turn
                        + ",,,3,English\n2:en," + turn + "," + turn + ",,,,,,2,English\n");
    }

    private static String cell(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Test
    void instructionsCountAloneAndAllOfAnAnswer() throws IOException {
        ifeval(row(IDS, KWARGS), row("[\"punctuation:no_comma\"]", "[{}]"), row("[\"punctuation:no_comma\"]", "[{}]"));
        TaskResult result = run("ifeval", AnswerLog.NONE, ALL);
        assertEquals(
                List.of(
                        "prompt_level_strict_acc,none",
                        "inst_level_strict_acc,none",
                        "prompt_level_loose_acc,none",
                        "inst_level_loose_acc,none"),
                result.figures());
        assertEquals(2, result.asked());
        Sample first = result.samples().getFirst();
        Sample second = result.samples().getLast();
        double followed = 2 * first.score("inst_level_strict_acc,none") + second.score("inst_level_strict_acc,none");
        assertEquals(followed / 3, result.mean("inst_level_strict_acc,none"), 1e-12);
        assertTrue(Double.isNaN(result.standardError("inst_level_strict_acc,none")));
        assertTrue(result.mean("prompt_level_strict_acc,none") <= result.mean("prompt_level_loose_acc,none"));
    }

    @Test
    void aConversationKeepsWhatTheModelAnswered() throws IOException {
        multiIf();
        TaskResult result = run("multi_if", AnswerLog.NONE, ALL);
        assertEquals(5, result.samples().size());
        assertEquals(1, result.count("inst_level_loose_acc,turn_3"));
        assertEquals(2, result.asked());
        double mean = Stream.of("prompt_level_strict", "inst_level_strict", "prompt_level_loose", "inst_level_loose")
                .mapToDouble(name -> result.mean(name + "_acc,turn_2"))
                .average()
                .orElseThrow();
        assertEquals(mean, result.mean("acc,turn_2"), 1e-12);
    }

    @Test
    void aRunThatWasEndedGoesOnToTheSameResult() throws IOException {
        multiIf();
        List<Sample> whole = run("multi_if", AnswerLog.NONE, ALL).samples();
        for (int kill = 1; kill < 6; kill++) {
            int calls = kill;
            int[] called = {0};
            AnswerLog log = AnswerLog.in(folder.resolve(kill + ".jsonl"), false);
            assertThrows(NoSuchElementException.class, () -> run("multi_if", log, (_, _) -> ++called[0] < calls));
            assertEquals(
                    whole,
                    run("multi_if", AnswerLog.in(folder.resolve(kill + ".jsonl"), false), ALL)
                            .samples());
        }
    }

    @Test
    void aDamagedDataSetIsToldWithItsLine() throws IOException {
        ifeval(row(IDS, KWARGS), "", row(IDS, "[{}]"));
        CriaException found = assertThrows(CriaException.class, () -> run("ifeval", AnswerLog.NONE, ALL));
        assertEquals(
                folder.resolve("ifeval/input_data.jsonl")
                        + ", line 3: 'kwargs' has 1 entry for the 2 of 'instruction_id_list', expected one for each."
                        + " Give the data set as it is published.",
                found.getMessage());
    }

    @Test
    void perplexityIsThatOfItsCommand() throws IOException {
        String text = "It rained all day. ".repeat(200);
        Files.writeString(folder.resolve("wiki.test.raw"), text);
        TaskResult result = run("perplexity", AnswerLog.NONE, ALL);
        Chunks chunks = Chunks.of(model.tokenizer().prompt(text), model.contextSize(), 2);
        try (var session = model.newSession()) {
            Perplexity alone =
                    Perplexity.measure(chunks, session, model.tokenizer().vocabulary(), (_, _) -> true);
            assertEquals(alone.value(), result.mean("perplexity,none"));
            assertEquals(alone.error(), result.standardError("perplexity,none"));
        }
        assertEquals(2, result.count("perplexity,none"));
    }

    @Test
    void adherenceHasAFigureForEachPolicy() {
        TaskResult result = run("adherence", AnswerLog.NONE, ALL);
        assertEquals(List.of("kept,pinned", "kept,start", "kept,repeated"), result.figures());
        assertEquals(16, result.count("kept,pinned")); // eight scripts, two turns
    }
}
