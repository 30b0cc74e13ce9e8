package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

/** Conversations with templates that are no mere concatenation of turns. */
final class AnyTemplateTest {
    private static final Tokenizer SMALL = Vocabularies.small("<|im_start|>", "<|im_end|>");
    private static final String TURNS = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content";
    private static final String PLAIN =
            TURNS + " }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    /** Thoughts of old replies go. */
    private static final String THINKING = TURNS
            + ".split('</think>')[-1]|trim }}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}";
    /** How many messages there are stands before them all. */
    private static final String COUNTING = "{{ messages|length }}\n" + PLAIN;
    /** Everything is numbered. */
    private static final String NUMBERED =
            "{% for m in messages %}{{ messages|length }}.{{ loop.index }}: {{ m.content }}\n{% endfor %}";

    private static Conversation conversation(String template, int contextSize) {
        return new Conversation(ChatTemplates.of("own", template), SMALL, new Room(contextSize, contextSize / 8, true));
    }

    private static void reply(Conversation conversation, String text) {
        for (int token : SMALL.encode(List.of(Passage.typed(text)), true)) {
            conversation.append(token);
        }
    }

    private static String seen(Conversation conversation) {
        int[] prompt = conversation.prompt();
        StringBuilder text = new StringBuilder();
        for (int token : prompt) {
            byte[] bytes = SMALL.bytes(token);
            text.append(
                    bytes.length == 0 ? SMALL.vocabulary().piece(token) : new String(bytes, StandardCharsets.UTF_8));
        }
        return text.toString().replace("> ", ">"); // a space follows a control token
    }

    @Test
    void thoughtsAreNotSentBackWhereTheTemplateDropsThem() {
        Conversation conversation = conversation(THINKING, 4096);
        conversation.ask("hello");
        assertTrue(seen(conversation).endsWith("<|im_start|>assistant\n<think>\n"), seen(conversation));
        reply(conversation, "let me see</think>\n\nhi");
        conversation.ask("and now?");
        assertFalse(seen(conversation).contains("let me see"), seen(conversation));
        assertTrue(seen(conversation).contains("<|im_start|>assistant\nhi<|im_end|>"), seen(conversation));
    }

    @Test
    void aReplyThatTheTemplateWritesAsItIsKeepsItsTokens() {
        Conversation conversation = conversation(PLAIN, 4096);
        conversation.ask("hello");
        // Byte by byte: nobody would spell it like this.
        int[] odd = "hi there".chars().map(c -> 3 + c).toArray();
        IntStream.of(odd).forEach(conversation::append);
        int[] before = conversation.prompt();
        conversation.ask("again");
        assertArrayEquals(before, Arrays.copyOf(conversation.prompt(), before.length));
    }

    @Test
    void sixtyTurnsInASmallWindowNeverFailAndTheSystemTextStays() {
        for (String template : List.of(PLAIN, THINKING, COUNTING, NUMBERED)) {
            Conversation conversation = conversation(template, 300);
            conversation.pin("Be kind.");
            int readAgain = 0;
            for (int turn = 0; turn < 60; turn++) {
                conversation.ask("message " + turn);
                readAgain += conversation.readsAgain() ? 1 : 0;
                assertTrue(conversation.prompt().length < 300);
                assertTrue(seen(conversation).contains("Be kind."), template);
                assertTrue(seen(conversation).contains("message " + turn), template);
                reply(conversation, turn % 3 == 0 ? "thought</think>reply " + turn : "reply " + turn);
            }
            assertTrue(conversation.forgotten() > 40, template);
            assertEquals(
                    template.equals(NUMBERED), readAgain > 40, template + " is read again " + readAgain + " times");
        }
    }

    @Test
    void whatIsLeftAfterACutIsWhatTheTemplateWritesOfIt() {
        for (String template : List.of(PLAIN, COUNTING, NUMBERED)) {
            Conversation conversation = conversation(template, 200);
            int[] session = {};
            for (int turn = 0; turn < 30; turn++) {
                ContextShift shift = conversation.ask("message " + turn);
                if (shift.moves()) {
                    session = spliced(session, shift);
                    assertArrayEquals(session, Arrays.copyOf(conversation.prompt(), session.length), template + turn);
                }
                session = conversation.prompt();
                reply(conversation, "reply " + turn);
                session = conversation.prompt();
            }
        }
    }

    /** What a session does. */
    private static int[] spliced(int[] tokens, ContextShift shift) {
        return IntStream.of(0, 1, 2)
                .mapToObj(part -> switch (part) {
                    case 0 -> Arrays.copyOf(tokens, shift.from());
                    case 1 -> shift.seam();
                    default -> Arrays.copyOfRange(tokens, shift.to(), tokens.length);
                })
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    @Test
    void aTemplateThatFailsNamesItsLineAndChangesNothing() {
        Conversation conversation = conversation(
                "{% for m in messages %}\n{% if m.content == 'bad' %}\n{{ raise_exception('no such thing') }}{% endif %}{{ m.content }}\n{% endfor %}",
                400);
        conversation.ask("good");
        int[] before = conversation.prompt();
        String message = String.valueOf(
                assertThrows(CriaException.class, () -> conversation.ask("bad")).getMessage());
        assertEquals("line 3 of the chat template: it says 'no such thing'.", message);
        assertArrayEquals(before, conversation.prompt());
        assertThrows(CriaException.class, () -> conversation.pin("bad"));
        assertArrayEquals(before, conversation.prompt());
    }

    @Test
    void aKeptConversationKeepsItsTemplate() {
        Conversation conversation = conversation(COUNTING, 400);
        conversation.ask("one");
        reply(conversation, "1");
        Conversation resumed = Conversation.resumed(conversation.transcript(), SMALL, new Room(400, 50, true));
        conversation.ask("two");
        resumed.ask("two");
        assertArrayEquals(conversation.prompt(), resumed.prompt());
    }

    @Test
    void variablesOfTheCommandLineReachTheTemplate() {
        ChatTemplate template = ChatTemplates.of("own", "{{ mood|default('calm') }}{{ messages[0].content }}")
                .with(Map.of("mood", Text.said("merry")));
        assertEquals("merryx", text(template.render(List.of(Turn.user("x")), SMALL.vocabulary())));
        assertEquals(
                "sadx",
                template.render(
                                Map.of(
                                        "mood", Text.said("sad"),
                                        "messages",
                                                Value.list(List.of(Value.named(Map.of("content", Text.said("x")))))),
                                SMALL.vocabulary())
                        .text()
                        .toString());
    }

    private static String text(List<Passage> passages) {
        return String.join("", passages.stream().map(Passage::text).toList());
    }
}
