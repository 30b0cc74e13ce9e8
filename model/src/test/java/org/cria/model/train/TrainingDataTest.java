package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files to learn from, right and wrong. */
final class TrainingDataTest {
    private static final String GOOD =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n";

    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void readVocabulary() throws Exception {
        try (Gguf gguf = Gguf.open(TinyModel.seeded(1).layers(1).dim(32).ffn(32).write(folder.resolve("tiny.gguf")))) {
            tokenizer = Tokenizers.from(gguf.metadata());
        }
    }

    private TrainingData read(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        return TrainingData.read(file, tokenizer, () -> ChatTemplates.named("llama2"), 64);
    }

    @Test
    void linesMayBeConversationsAndTexts() throws Exception {
        assertEquals(
                3,
                read("data.jsonl", GOOD + "\n{\"text\": \"words\"}\n" + GOOD)
                        .examples()
                        .size());
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeMissing() {
        Path missing = folder.resolve("none.jsonl");
        CriaException wrong = assertThrows(
                CriaException.class,
                () -> TrainingData.read(missing, tokenizer, () -> ChatTemplates.named("llama2"), 64));
        assertEquals(
                missing + ": there is no such file, expected texts to learn from. Check the path.", wrong.getMessage());
    }

    @Test
    void anyOtherFileIsOneText() throws Exception {
        TrainingData data = read("data.txt", "some words ".repeat(200));
        assertEquals(64, data.longest());
        assertEquals(
                data.taught(),
                data.examples().stream()
                        .mapToInt(example -> example.tokens().length)
                        .sum());
    }

    @Test
    void aShareIsKeptForMeasuring() throws Exception {
        TrainingData data = read("data.jsonl", GOOD.repeat(30));
        List<TrainingData> parts = data.split(0.1);
        assertEquals(27, parts.getFirst().examples().size());
        assertEquals(3, parts.getLast().examples().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\": [| data.jsonl, line 3: the JSON, line 1, column 15",
                "[1]| data.jsonl, line 3: it is no object, expected {\"messages\"",
                "{\"prompt\": \"x\"}| data.jsonl, line 3: it has neither 'messages' nor a 'text', expected {\"messages\"",
                "{\"text\": 7}| data.jsonl, line 3: it has neither 'messages' nor a 'text'",
                "{\"messages\": \"x\"}| data.jsonl, line 3: 'messages' is no array, expected",
                "{\"messages\": []}| data.jsonl, line 3: the conversation ends without a reply, expected one of 'assistant'",
                "{\"messages\": [7]}| data.jsonl, line 3: message 1 is no object, expected",
                "{\"messages\": [{\"role\": \"user\"}]}| data.jsonl, line 3: message 1 has no 'content', expected",
                "{\"messages\": [{\"role\": \"user\", \"content\": null}]}| data.jsonl, line 3: message 1 has a 'content' that is no text",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\"}]}| data.jsonl, line 3: message 1 is of 'assistant', expected 'user'",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}| data.jsonl, line 3: the conversation ends without a reply",
            })
    void aWrongLineIsNamedWithWhatIsWrong(String line, String message) throws Exception {
        CriaException wrong =
                assertThrows(CriaException.class, () -> read("data.jsonl", GOOD + "\n" + line + "\n" + GOOD));
        assertEquals(
                message.strip(),
                String.valueOf(wrong.getMessage()).substring(0, message.strip().length()));
    }

    @Test
    void aFileWithNothingIsRefused() {
        assertThrows(CriaException.class, () -> read("data.jsonl", "\n\n"));
        assertThrows(CriaException.class, () -> read("data.txt", ""));
        assertThrows(
                CriaException.class,
                () -> TrainingData.read(folder.resolve("none.txt"), tokenizer, ChatTemplates::none, 64));
    }
}
