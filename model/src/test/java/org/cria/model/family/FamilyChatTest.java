package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Answer;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.FamilyModels;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long conversations in a small window with a random file of each family, whose template is of the kind that its models have. */
final class FamilyChatTest {
    private static final int CONTEXT = 96;
    private static final int PIECES = 384;
    private static final String REPLY_TO_COME = "{% if add_generation_prompt %}";

    private static final String CHATML =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}" + REPLY_TO_COME
                    + "<|im_start|>assistant\n{% endif %}";
    /** Thoughts are dropped, all but those of the latest reply. */
    private static final String THINKING = "{% for m in messages %}<|im_start|>{{ m.role }}\n"
            + "{{ m.content if loop.last else m.content.split('</think>')[-1].lstrip('\n') }}<|im_end|>\n{% endfor %}"
            + REPLY_TO_COME + "<|im_start|>assistant\n<think>\n{% endif %}";
    /** The system text goes into the first message, and roles have to alternate. */
    private static final String INSTRUCTIONS =
            "{{ bos_token }}{% set first = messages[0].role == 'system' %}{% for m in messages[first|int:] %}"
                    + "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles alternate') }}{% endif %}"
                    + "{% if m.role == 'user' %}[INST]{% if loop.first and first %}{{ messages[0].content }}\n{% endif %}"
                    + "{{ m.content|trim }}[/INST]{% else %}{{ m.content|trim }}{{ eos_token }}{% endif %}{% endfor %}";
    /** It stands in the last message, so that all is read again. */
    private static final String LAST_INSTRUCTION = INSTRUCTIONS.replace("loop.first", "loop.last");

    private static final String ROLES =
            "{% for m in messages %}<|start_of_role|>{{ m.role }}<|end_of_role|>{{ m.content }}</s>\n{% endfor %}"
                    + REPLY_TO_COME + "<|start_of_role|>assistant<|end_of_role|>{% endif %}";
    private static final String ENDS = "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}<|end|>\n{% endfor %}"
            + REPLY_TO_COME + "<|assistant|>\n{% endif %}";
    /** There is no place for a system text. */
    private static final String GEMMA = "{{ bos_token }}{% for m in messages %}"
            + "{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
            + "<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n{{ m.content|trim }}<end_of_turn>\n"
            + "{% endfor %}" + REPLY_TO_COME + "<start_of_turn>model\n{% endif %}";

    private static final Map<String, String> TEMPLATES = Map.ofEntries(
            Map.entry("mixtral-odd", INSTRUCTIONS),
            Map.entry("nemo-odd", LAST_INSTRUCTION),
            Map.entry("qwen2-odd", CHATML),
            Map.entry("qwen3-odd", THINKING),
            Map.entry("qwen3moe-odd", THINKING),
            Map.entry("smollm3-odd", THINKING),
            Map.entry("granite-odd", ROLES),
            Map.entry("phi3-odd", ENDS),
            Map.entry("gemma2-odd", GEMMA),
            Map.entry("gemma3-odd", GEMMA));
    private static final List<String> MARKS = List.of(
            "<|im_start|>",
            "<|im_end|>",
            "[INST]",
            "[/INST]",
            "<|start_of_role|>",
            "<|end_of_role|>",
            "<|system|>",
            "<|user|>",
            "<|assistant|>",
            "<|end|>",
            "<start_of_turn>",
            "<end_of_turn>");

    private static final GenerationSettings FOUR =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(4);

    @TempDir
    Path folder;

    static Stream<String> names() {
        return FamilyModels.all().keySet().stream().filter(name -> name.endsWith("-odd"));
    }

    /** The marks are control tokens; what is said is letters and bytes. */
    private static void vocabulary(GgufWriter writer) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        for (int i = 0; i < 256; i++) {
            pieces.add(String.format("<0x%02X>", i));
            types.add(6);
        }
        "▁abcdefghijklmnopqrstuvwxyz".chars().forEach(letter -> {
            pieces.add(Character.toString(letter));
            types.add(1);
        });
        for (String mark : MARKS) {
            pieces.add(mark);
            types.add(3);
        }
        while (pieces.size() < PIECES) {
            pieces.add("word" + pieces.size());
            types.add(1);
        }
        writer.replacing("tokenizer.ggml.tokens", GgufType.STRING, pieces)
                .replacing("tokenizer.ggml.token_type", GgufType.I32, types);
    }

    /** Everything is read again; old turns change; layers see a window of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"nemo-odd", "qwen3-odd", "gemma2-odd"})
    void sixtyTurnsInASmallWindowNeverFail(String name) throws IOException {
        assertSixtyTurns(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("full")
    void sixtyTurnsInASmallWindowNeverFailWithAnyFamily(String name) throws IOException {
        assertSixtyTurns(name);
    }

    private void assertSixtyTurns(String name) throws IOException {
        String template = Objects.requireNonNull(TEMPLATES.get(name), name);
        Path file = Objects.requireNonNull(FamilyModels.all().get(name), name)
                .adding(FamilyChatTest::vocabulary)
                .adding(writer -> writer.string("tokenizer.chat_template", template))
                .write(folder.resolve("tiny.gguf"));
        try (Model model =
                        Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(CONTEXT));
                Chat chat = model.chat(
                        ChatOptions.defaults().withPredict(FOUR.predict()).withSystem("be kind"))) {
            int system = 0;
            for (int turn = 0; turn < 60; turn++) {
                String message = "say " + (char) ('a' + turn % 26);
                Answer answer = chat.say(message, FOUR);
                var _ = answer.complete();
                assertTrue(
                        answer.stopReason().orElseThrow() != StopReason.CONTEXT && answer.tokens() > 0,
                        () -> message + ": " + answer.stopReason());
                assertTrue(chat.session().length() <= CONTEXT);
                String seen = model.tokenizer().decode(chat.conversation().prompt());
                system += seen.contains("be kind") && seen.contains(message) ? 1 : 0;
            }
            assertEquals(60, system, "turns that see the system text and the message");
            assertTrue(chat.conversation().forgotten() > 30, chat.conversation().forgotten() + " forgotten");
        }
    }

    @Test
    void everyFamilyHasSuchAChat() {
        Set<String> tried = TEMPLATES.keySet();
        assertEquals(names().collect(Collectors.toSet()), tried);
        for (Family family : Families.all()) {
            String name = family.architecture().equals("llama") ? "mixtral" : family.architecture();
            assertTrue(tried.contains(name + "-odd"), name);
        }
    }
}
