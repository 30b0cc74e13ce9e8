package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is learned of texts and conversations. */
final class LessonsTest {
    private static final TaughtDialogue TWICE = new TaughtDialogue(
            Optional.of("be kind"),
            List.of(new TaughtDialogue.Round("hello", "good day"), new TaughtDialogue.Round("and", "so on")));

    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void readVocabulary() throws Exception {
        try (Gguf gguf = Gguf.open(TinyModel.seeded(1).layers(1).dim(32).ffn(32).write(folder.resolve("tiny.gguf")))) {
            tokenizer = Tokenizers.from(gguf.metadata());
        }
    }

    private Lessons lessons(String template, int length) {
        Lessons lessons = new Lessons(tokenizer, length);
        lessons.use(ChatTemplates.named(template));
        return lessons;
    }

    /** What is to be said, in stretches that follow each other; the end of a reply as a bar. */
    private String said(Example example) {
        StringBuilder said = new StringBuilder();
        for (int target : example.targets()) {
            if (target == Example.NONE) {
                continue;
            }
            boolean ends = tokenizer.vocabulary().endsGeneration(target);
            said.append(ends ? "|" : new String(tokenizer.bytes(target), StandardCharsets.UTF_8));
        }
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "zephyr", "vicuna", "alpaca", "mistral-v3"})
    void theRepliesAreLearnedWithTheirEndsAndNothingElse(String template) {
        List<Example> examples = lessons(template, 4096).of(TWICE);
        assertEquals(1, examples.size());
        assertEquals(
                "good day|so on|", said(examples.getFirst()).replace("| ", "|").strip());
    }

    @Test
    void whatIsReadIsWhatAChatWithTheModelReads() {
        ChatTemplate template = ChatTemplates.named("llama2");
        Example example = lessons("llama2", 4096).of(TWICE).getFirst();
        Conversation chat = new Conversation(template, tokenizer, new Room(4096, 0, false));
        chat.pin("be kind");
        chat.ask("hello");
        int prompt = chat.prompt().length;
        IntStream.range(prompt - 1, example.targets().length)
                .map(row -> example.targets()[row])
                .takeWhile(token -> !tokenizer.vocabulary().endsGeneration(token))
                .forEach(chat::append);
        chat.ask("and");
        int[] second = chat.prompt();
        assertArrayEquals(second, Arrays.copyOf(example.tokens(), second.length));
        assertEquals(
                Example.NONE,
                Arrays.stream(example.targets()).limit(prompt - 1L).max().orElseThrow());
    }

    @Test
    void aConversationThatIsTooLongLosesItsEnd() {
        Lessons lessons = lessons("llama2", 4096);
        int whole = lessons.of(TWICE).getFirst().tokens().length;
        assertEquals(0, lessons.cut());
        Lessons shorter = lessons("llama2", whole - 4);
        Example cut = shorter.of(TWICE).getFirst();
        assertEquals(1, shorter.cut());
        assertTrue(cut.tokens().length <= whole - 4);
        assertTrue(said(cut).startsWith("good day|") || said(cut).startsWith(" good day|"), said(cut));
        assertEquals(List.of(), lessons("llama2", 3).of(TWICE), "nothing of it is to be said");
    }

    @Test
    void aTextIsLearnedInWindowsToItsEnd() {
        int[] body = tokenizer.encode("some words and others and more words");
        List<Example> examples = new Lessons(tokenizer, 5).of("some words and others and more words", true);
        int bos = tokenizer.vocabulary().bos().orElseThrow();
        assertTrue(examples.stream().allMatch(example -> example.tokens()[0] == bos && example.tokens().length <= 5));
        int[] targets = examples.stream()
                .flatMapToInt(example -> Arrays.stream(example.targets()))
                .toArray();
        assertArrayEquals(body, Arrays.copyOf(targets, body.length));
        assertEquals(tokenizer.vocabulary().eos().orElseThrow(), targets[body.length]);
        for (Example example : examples) {
            assertArrayEquals(
                    Arrays.copyOfRange(example.tokens(), 1, example.tokens().length),
                    Arrays.copyOf(example.targets(), example.targets().length - 1));
        }
    }
}
