package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria lora train}, on models of a few thousand weights. */
class LoraTrainCommandTest {
    private static final String CHAT =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"words\"}]}\n";

    @TempDir
    private Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.seeded(1)
                .layers(1)
                .dim(32)
                .ffn(32)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("in.gguf"));
        data = Files.writeString(folder.resolve("chats.jsonl"), CHAT.repeat(50));
    }

    private InProcess train(String out, String... more) {
        return InProcess.execute(Stream.concat(
                        Stream.of(
                                "lora",
                                "train",
                                "-m",
                                model.toString(),
                                "--data",
                                data.toString(),
                                "-o",
                                folder.resolve(out).toString(),
                                "-t",
                                "1",
                                "--chat-template",
                                "llama2"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aTrainingTellsWhatItLearnsAndWhatTheModelSaysThen() throws IOException {
        InProcess trained = train("a", "--rank", "4", "--lr", "0.01", "--steps", "40", "--show", "1");
        assertEquals(0, trained.exitCode(), trained.err());
        assertTrue(trained.err().contains("47 examples with"), trained.err());
        assertTrue(trained.err().contains("3 to measure; 40 steps of 4"), trained.err());
        assertTrue(trained.err().contains("perplexity on what is not learned: "), trained.err());
        assertTrue(trained.out().replaceAll("\\R", "\n").endsWith("\n  after:  words\n"), trained.out());
        for (String name : List.of("adapter.gguf", "adapter_config.json", "adapter_model.safetensors")) {
            assertTrue(Files.isRegularFile(folder.resolve("a").resolve(name)), name);
        }
        InProcess again = train("a", "--rank", "4", "--lr", "0.01", "--steps", "40");
        assertEquals(0, again.exitCode(), again.err());
        assertFalse(again.err().contains("step 2/"), "all steps are made: " + again.err());
    }

    @Test
    void programsGetALineForEachStep() throws IOException {
        InProcess trained = train("a", "--rank", "4", "--steps", "3", "--json", "--eval-every", "2");
        assertEquals(0, trained.exitCode(), trained.err());
        List<JsonNode> lines =
                trained.out().lines().map(LoraTrainCommandTest::json).toList();
        List<Integer> steps = lines.stream()
                .filter(line -> line.has("step"))
                .map(line -> line.get("step").asInt())
                .toList();
        assertEquals(List.of(1, 2, 3), steps);
        List<Integer> measured = lines.stream()
                .filter(line -> line.has("measured_after"))
                .map(line -> line.get("measured_after").asInt())
                .toList();
        assertEquals(List.of(0, 2, 3), measured);
        assertEquals("done", lines.getLast().get("end").asText());
        assertTrue(lines.getLast().has("perplexity_before"), trained.out());
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void wrongUsageIsNamedAndWritesNothing() throws IOException {
        byte[] before = Files.readAllBytes(model);
        assertWrong(train("a", "--rank", "0"), 2, "--rank is 0, expected 1 to 4096.");
        assertWrong(train("a", "--lr", "-1"), 2, "--lr is -1.0, expected more than 0 and less than 1.");
        assertWrong(train("a", "--steps", "0"), 2, "--steps is 0, expected 1 or more.");
        assertWrong(train("a", "--steps", "2", "--epochs", "1"), 2, "both --steps and --epochs");
        assertWrong(train("a", "--length", "1"), 2, "--length is 1, expected 2 to 256");
        assertWrong(train("a", "--patience", "2", "--eval-share", "0"), 2, "--patience needs something to measure");
        assertWrong(train("a", "--resume"), 2, "has no training to go on with");
        assertWrong(
                train("a", "--targets", "q_proj,k_pro"), 1, "has no 'k_pro', expected some of down_proj, gate_proj");
        Files.writeString(data, "{\"messages\": 3}\n");
        assertWrong(train("a"), 1, "chats.jsonl, line 1: 'messages' is no array");
        assertFalse(Files.exists(folder.resolve("a/adapter.gguf")));
        assertArrayEquals(before, Files.readAllBytes(model));
    }

    private static void assertWrong(InProcess answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains(part), answer.err());
    }
}
