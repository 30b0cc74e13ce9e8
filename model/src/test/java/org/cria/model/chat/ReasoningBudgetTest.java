package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that would think for ever is told to answer. */
final class ReasoningBudgetTest {
    private static final String TEMPLATE =
            "{% for m in messages %}{{ m.role }}: {{ m.content.split('</think>')[-1] }}\n{% endfor %}"
                    + "{% if add_generation_prompt %}assistant: {% if enable_thinking is not defined or enable_thinking %}<think>\n"
                    + "{% else %}<think></think>{% endif %}{% endif %}";
    private static final GenerationSettings TWENTY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(20);

    @TempDir
    Path folder;

    private Chat chat(Model model) {
        return model.chat(ChatOptions.defaults().withTemplate(ChatTemplates.of("own", TEMPLATE)));
    }

    private Model open() throws IOException {
        Path file = TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(256).write(folder.resolve("tiny.gguf"));
        return Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(256));
    }

    @Test
    void theThoughtEndsAfterSoManyTokensAndTheAnswerFollows() throws IOException {
        try (Model model = open();
                Chat free = chat(model);
                Chat limited = chat(model)) {
            String thought = free.say("hello", TWENTY).complete();
            assertFalse(thought.contains("</think>"), thought);
            Answer answer = limited.say("hello", TWENTY.withReasoningBudget(5));
            String text = answer.complete();
            int end = text.indexOf("\n</think>\n\n");
            assertTrue(end > 0, text);
            assertEquals(20, answer.tokens(), "the mark counts");
            int[] forced = limited.conversation().endOfThought();
            int[] reply =
                    limited.conversation().transcript().exchanges().getFirst().reply();
            assertEquals(5, Collections.indexOfSubList(list(reply), list(forced)));
            assertFalse(limited.conversation().thoughts().isInside());
        }
    }

    /** As in files of Qwen 3 and Magistral: the mark prints nothing, and its token alone tells the thought from the answer. */
    @Test
    void aMarkMayBeAControlToken() throws IOException {
        Path file = TinyModel.seeded(5)
                .dim(32)
                .ffn(32)
                .layers(1)
                .context(256)
                .adding(ReasoningBudgetTest::marks)
                .write(folder.resolve("marks.gguf"));
        try (Model model =
                        Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(256));
                Chat chat = chat(model)) {
            int mark = model.tokenizer().vocabulary().controlToken("</think>").orElseThrow();
            List<Thoughts.Part> parts = new ArrayList<>();
            Answer answer = chat.say("hello", TWENTY.withReasoningBudget(5)).tell(parts::add);
            assertFalse(answer.complete().contains("think"), "a control token prints nothing");
            assertTrue(parts.getFirst().thought(), parts::toString);
            assertFalse(parts.getLast().thought(), parts::toString);
            int[] forced = chat.conversation().endOfThought();
            int[] reply =
                    chat.conversation().transcript().exchanges().getFirst().reply();
            assertTrue(list(forced).contains(mark));
            assertEquals(5, Collections.indexOfSubList(list(reply), list(forced)));
        }
    }

    /** The last two pieces of the vocabulary become the marks. */
    private static void marks(GgufWriter writer) {
        List<String> pieces = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        for (int id = 0; id < 384; id++) {
            pieces.add(
                    id < 3
                            ? List.of("<unk>", "<s>", "</s>").get(id)
                            : id < 259 ? String.format("<0x%02X>", id - 3) : "w" + id);
            types.add(id < 3 ? (id == 0 ? 2 : 3) : id < 259 ? 6 : 1);
        }
        pieces.set(382, "<think>");
        pieces.set(383, "</think>");
        types.set(382, 3);
        types.set(383, 3);
        writer.replacing("tokenizer.ggml.tokens", GgufType.STRING, pieces)
                .replacing("tokenizer.ggml.token_type", GgufType.I32, types);
    }

    private static List<Integer> list(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    @Test
    void theSwitchOfTheTemplateTurnsThoughtsOff() throws IOException {
        try (Model model = open();
                Chat chat = chat(model)) {
            Conversation conversation = chat.conversation();
            conversation.ask("hello");
            assertTrue(conversation.thoughts().isInside());
            conversation.think(false);
            assertFalse(conversation.thoughts().isInside());
            conversation.think(true);
            assertTrue(conversation.thoughts().isInside());
        }
    }

    @Test
    void marksAndSwitchesAreTakenFromTheTemplate() {
        assertEquals(new Thinking("<think>", "</think>"), Thinking.in(TEMPLATE).orElseThrow());
        assertTrue(Thinking.in("{{ messages[0].content }}").isEmpty());
        assertEquals(
                new Thinking("<|START_THINKING|>", "<|END_THINKING|>"),
                Thinking.in("<|START_THINKING|>…<|END_THINKING|>").orElseThrow());
        assertEquals(Set.of("enable_thinking"), Thinking.switches(TEMPLATE));
        assertEquals(Set.of("reasoning"), Thinking.switches("{% if reasoning %}{{ m.thinking }}{{ m['thinking'] }}"));
    }
}
