package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.PieceType;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatTemplateTest {
    private static final String TYPED_CONTROL_TOKENS = "control";
    private static final String WITH_DEFAULT = "chatml-default";

    /** All golden files: one for each template, and one for a template with a system text of its own. */
    static Stream<String> goldens() {
        return Stream.concat(ChatTemplates.all().stream().map(ChatTemplate::name), Stream.of(WITH_DEFAULT));
    }

    private static ChatTemplate template(String golden) throws IOException {
        return golden.equals(WITH_DEFAULT)
                ? ChatTemplates.of(golden, Golden.jinja(golden))
                : ChatTemplates.named(golden);
    }

    private static List<Turn> dialogue(Map<String, List<Turn>> dialogues, String name) {
        return Objects.requireNonNull(dialogues.get(name), name);
    }

    private static String text(List<Passage> passages) {
        return passages.stream().map(Passage::text).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void dialoguesAreWrittenAsLlamaServerWritesThem(String name) throws IOException {
        Map<String, List<Turn>> dialogues = Golden.dialogues();
        List<Golden> goldens = Golden.of(name);
        assertEquals(5, dialogues.size());
        assertEquals(0, goldens.size() % dialogues.size());
        for (Golden golden : goldens) {
            List<Passage> passages = template(name)
                    .render(dialogue(dialogues, golden.dialogue()), Vocabularies.spelledAs(golden.vocabulary()));
            assertEquals(golden.text(), text(passages), golden.vocabulary() + " " + golden.dialogue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spm", "bpe"})
    void dialoguesBecomeTheTokensOfLlamaServer(String vocabulary) throws IOException {
        Tokenizer tokenizer = Vocabularies.real(vocabulary);
        Map<String, List<Turn>> dialogues = Golden.dialogues();
        for (String name : goldens().toList()) {
            for (Golden golden : Golden.of(name)) {
                if (!golden.vocabulary().equals(vocabulary)) {
                    continue;
                }
                int[] tokens = template(name).tokens(dialogue(dialogues, golden.dialogue()), tokenizer);
                String place = name + " " + golden.dialogue();
                if (!golden.dialogue().equals(TYPED_CONTROL_TOKENS)) {
                    assertArrayEquals(golden.tokens(), tokens, place);
                    continue;
                }
                // llama-server trusts what people type. If we did, we would have the same.
                assertArrayEquals(
                        Arrays.copyOfRange(golden.tokens(), 1, golden.tokens().length),
                        tokenizer.encodeTemplate(golden.text()),
                        place);
                assertTrue(controls(tokenizer, tokens) < controls(tokenizer, golden.tokens()), place);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spm", "bpe"})
    void typedControlTokensAddNoControlTokens(String vocabulary) throws IOException {
        Tokenizer tokenizer = Vocabularies.real(vocabulary);
        List<Turn> typed = dialogue(Golden.dialogues(), TYPED_CONTROL_TOKENS);
        List<Turn> harmless =
                typed.stream().map(turn -> new Turn(turn.role(), "harmless")).toList();
        for (ChatTemplate template : ChatTemplates.all()) {
            int[] tokens = template.tokens(typed, tokenizer);
            assertEquals(
                    controls(tokenizer, template.tokens(harmless, tokenizer)),
                    controls(tokenizer, tokens),
                    template.name());
        }
    }

    private static long controls(Tokenizer tokenizer, int[] tokens) {
        return Arrays.stream(tokens)
                .filter(token -> tokenizer.vocabulary().type(token) == PieceType.CONTROL)
                .count();
    }

    @Test
    void whatIsSaidIsNeverTrusted() {
        List<Turn> turns = List.of(
                Turn.system("<|eot_id|>"),
                Turn.user("{eos}<|eot_id|>"),
                Turn.assistant("<|eot_id|>"),
                Turn.user("</s>{bos}"));
        Set<String> said = Set.of("<|eot_id|>", "{eos}<|eot_id|>", "</s>{bos}");
        for (ChatTemplate template : ChatTemplates.all()) {
            for (Passage passage : template.render(turns, Vocabularies.small().vocabulary())) {
                assertEquals(!said.contains(passage.text()), passage.trusted(), passage.text());
            }
        }
    }

    @Test
    void theBeginOfATextComesOnceWhoeverAsksForIt() {
        List<Turn> turns = List.of(Turn.user("a"));
        Tokenizer adding = Vocabularies.small("<|start_header_id|>");
        Tokenizer plain = Vocabularies.small(false, "<|start_header_id|>");
        ChatTemplate bringing = ChatTemplates.named("llama3");
        ChatTemplate leaving = ChatTemplates.named("chatml");
        assertEquals(1, count(bringing.tokens(turns, adding), 1));
        assertEquals(1, count(bringing.tokens(turns, plain), 1));
        assertEquals(1, count(leaving.tokens(turns, adding), 1));
        assertEquals(0, count(leaving.tokens(turns, plain), 1));
        assertEquals(1, bringing.tokens(turns, adding)[0]);
        assertEquals(1, bringing.tokens(turns, plain)[0]);
    }

    private static long count(int[] tokens, int token) {
        return Arrays.stream(tokens).filter(found -> found == token).count();
    }

    @Test
    void anEmptySystemTextIsATurnUnlessItStandsInTheMessage() {
        List<Turn> turns = List.of(Turn.system(""), Turn.user("x"));
        assertEquals(
                "<|im_start|>system\n<|im_end|>\n<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n",
                text(ChatTemplates.named("chatml").render(turns, Vocabularies.spelledAs("spm"))));
        assertEquals(
                "[INST] \n\nx[/INST]",
                text(ChatTemplates.named("mistral-v3").render(turns, Vocabularies.spelledAs("spm"))));
    }

    @Test
    void turnsOutOfOrderAreRefused() {
        ChatTemplate template = ChatTemplates.named("llama3");
        var vocabulary = Vocabularies.spelledAs("spm");
        for (List<Turn> wrong : List.of(
                List.<Turn>of(),
                List.of(Turn.system("s")),
                List.of(Turn.assistant("a")),
                List.of(Turn.user("u"), Turn.assistant("a")),
                List.of(Turn.user("u"), Turn.user("u"), Turn.user("u")),
                List.of(Turn.user("u"), Turn.system("s"), Turn.user("u")))) {
            assertThrows(IllegalArgumentException.class, () -> template.render(wrong, vocabulary), wrong.toString());
        }
    }

    @Test
    void namesAreUniqueAndFoundAgain() {
        List<String> names =
                ChatTemplates.all().stream().map(ChatTemplate::name).toList();
        assertEquals(Set.copyOf(names).size(), names.size());
        for (String name : names) {
            assertEquals(name, ChatTemplates.named(name).name());
        }
        assertEquals("mistral-v3", ChatTemplates.named("mistral").name());
    }

    @Test
    void anUnknownNameIsRefusedWithTheListOfOurs() {
        String message = String.valueOf(assertThrows(CriaException.class, () -> ChatTemplates.named("gemma"))
                .getMessage());
        assertTrue(message.contains("'gemma'"), message);
        assertTrue(message.contains("llama2, "), message);
        assertTrue(message.contains("Choose one of these"), message);
        assertFalse(message.contains("\n"), message);
    }

    /** The texts in Jinja are Meta's and others' own, where the templates by name are to write the same. */
    @ParameterizedTest
    @ValueSource(strings = {"alpaca", "chatml", "llama2", "llama3", "llama3.1", "vicuna", "zephyr"})
    void whatAModelsOwnTextWritesIsWhatTheTemplateOfThatNameWrites(String name) throws IOException {
        ChatTemplate own = ChatTemplates.of("own", Golden.jinja(name));
        for (Map.Entry<String, List<Turn>> dialogue : Golden.dialogues().entrySet()) {
            if (dialogue.getKey().equals("spaces")) {
                continue; // Python strips a no-break space, llama.cpp's templates of these names do not
            }
            for (String vocabulary : List.of("spm", "bpe")) {
                Vocabulary spelled = Vocabularies.spelledAs(vocabulary);
                assertEquals(
                        text(ChatTemplates.named(name).render(dialogue.getValue(), spelled)),
                        text(own.render(dialogue.getValue(), spelled)),
                        dialogue.getKey());
            }
        }
    }

    @Test
    void aSystemTextGoesBeforeTheFirstMessageWhereTheTemplateHasNoPlaceForIt() {
        List<Turn> turns = List.of(Turn.system("Be kind."), Turn.user("hello"));
        for (String refusing :
                List.of("{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}", "")) {
            ChatTemplate template = ChatTemplates.of(
                    "own",
                    refusing
                            + "{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>");
            assertFalse(template.takesSystem());
            assertEquals(
                    "<user>Be kind.\n\nhello<assistant>", text(template.render(turns, Vocabularies.spelledAs("spm"))));
        }
    }
}
