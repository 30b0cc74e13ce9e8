package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.cria.kernels.CriaException;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConversationTest {
    private static final int EOS = 2;
    private static final Tokenizer SMALL =
            Vocabularies.small("<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");

    static List<ChatTemplate> templates() {
        return ChatTemplates.all();
    }

    private static void reply(Conversation conversation, Tokenizer tokenizer, String text) {
        for (int token : tokenizer.encode(List.of(Passage.typed(text)), true)) {
            conversation.append(token);
        }
    }

    @Test
    void aConversationHasTheTokensOfTheWholeTextWhereRepliesStandBetweenControlTokens() throws IOException {
        Map<String, List<Turn>> dialogues = Golden.dialogues();
        ChatTemplate template = ChatTemplates.named("chatml");
        for (String dialogue : List.of("bare", "pinned", "five", "control")) {
            List<Turn> turns = Objects.requireNonNull(dialogues.get(dialogue));
            Conversation conversation = new Conversation(template, SMALL, new Room(4096, 0, true));
            for (Turn turn : turns) {
                switch (turn.role()) {
                    case SYSTEM -> conversation.pin(turn.text());
                    case USER -> conversation.ask(turn.text());
                    case ASSISTANT -> reply(conversation, SMALL, turn.text());
                }
            }
            assertArrayEquals(template.tokens(turns, SMALL), conversation.prompt(), dialogue);
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void eachPromptBeginsWithTheOneBeforeAndItsReply(ChatTemplate template) {
        Conversation conversation = new Conversation(template, SMALL, new Room(4096, 64, true));
        conversation.pin("Be kind.");
        int[] before = {};
        Random random = new Random(7);
        for (int turn = 0; turn < 8; turn++) {
            assertEquals(0, conversation.ask("message " + turn).exchanges());
            int[] prompt = conversation.prompt();
            assertArrayEquals(before, Arrays.copyOf(prompt, before.length));
            for (int i = random.nextInt(5); i >= 0; i--) {
                conversation.append(3 + random.nextInt(256));
            }
            before = conversation.prompt();
            conversation.append(EOS);
            assertArrayEquals(before, conversation.prompt());
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void theOldestExchangesGoAndTheSystemTextStays(ChatTemplate template) {
        int contextSize = 400;
        int reserve = 50;
        Conversation conversation = new Conversation(template, SMALL, new Room(contextSize, reserve, true));
        conversation.pin("Be kind.");
        int gone = 0;
        for (int turn = 0; turn < 30; turn++) {
            gone += conversation.ask("message " + turn).exchanges();
            assertTrue(conversation.prompt().length + reserve <= contextSize);
            reply(conversation, SMALL, "reply " + turn);
            List<Turn> turns = conversation.turns();
            assertEquals(1 + 2 * (turn + 1 - gone), turns.size());
            assertEquals(Turn.system("Be kind."), turns.getFirst());
            assertEquals(Turn.user("message " + gone), turns.get(1));
            assertEquals(Turn.assistant("reply " + turn), turns.getLast());
        }
        int[] kept = conversation.prompt();
        assertArrayEquals(kept, since(template, gone).prompt());
        Conversation longer = since(template, gone - 1);
        int lastReply = SMALL.encode("reply 29").length - 1;
        assertTrue(longer.prompt().length - lastReply + reserve > contextSize, "one more exchange would have fitted");
    }

    /** Messages and replies {@code first} to 29, in a context that holds them all. */
    private static Conversation since(ChatTemplate template, int first) {
        Conversation conversation = new Conversation(template, SMALL, new Room(4096, 0, true));
        conversation.pin("Be kind.");
        for (int turn = first; turn < 30; turn++) {
            conversation.ask("message " + turn);
            reply(conversation, SMALL, "reply " + turn);
        }
        return conversation;
    }

    @Test
    void aMessageThatIsTooLongAloneLeavesTheConversationAsItWas() {
        Conversation conversation = new Conversation(ChatTemplates.named("chatml"), SMALL, new Room(160, 20, true));
        conversation.pin("Be kind.");
        conversation.ask("one");
        reply(conversation, SMALL, "1");
        conversation.ask("two");
        reply(conversation, SMALL, "2");
        int[] before = conversation.prompt();
        String message = String.valueOf(assertThrows(CriaException.class, () -> conversation.ask("x".repeat(160)))
                .getMessage());
        assertTrue(message.contains("context of 160"), message);
        assertTrue(message.contains("larger context"), message);
        assertArrayEquals(before, conversation.prompt());
    }

    @Test
    void aMessageMayUseTheReserveOfItsReply() {
        ChatTemplate template = ChatTemplates.named("chatml");
        int length = template.tokens(List.of(Turn.user("x".repeat(50))), SMALL).length;
        Conversation exact = new Conversation(template, SMALL, new Room(length, length, true));
        assertThrows(CriaException.class, () -> exact.ask("x".repeat(50)));
        Conversation enough = new Conversation(template, SMALL, new Room(length + 1, length + 1, true));
        assertEquals(0, enough.ask("x".repeat(50)).exchanges());
        assertEquals(length, enough.prompt().length);
    }

    @Test
    void aReplyThatFillsTheContextGetsTheRoomOfOlderExchanges() {
        int contextSize = 200;
        Conversation conversation =
                new Conversation(ChatTemplates.named("chatml"), SMALL, new Room(contextSize, 40, true));
        conversation.ask("one");
        reply(conversation, SMALL, "1");
        conversation.ask("two");
        while (conversation.prompt().length <= contextSize) {
            reply(conversation, SMALL, "b");
        }
        int replied = conversation.turns().getLast().text().length();
        assertEquals(1, conversation.makeRoom().exchanges());
        assertEquals(List.of(Turn.user("two"), Turn.assistant("b".repeat(replied))), conversation.turns());
        assertTrue(conversation.prompt().length < contextSize);
        while (conversation.prompt().length <= contextSize) {
            reply(conversation, SMALL, "b");
        }
        int[] full = conversation.prompt();
        assertEquals(0, conversation.makeRoom().exchanges());
        assertArrayEquals(full, conversation.prompt());
        assertEquals(1, conversation.ask("three").exchanges());
        assertEquals(2, conversation.turns().size());
    }

    @Test
    void aReplyGetsTheWholeReserveWhereOlderExchangesCanGiveIt() {
        int contextSize = 400;
        int reserve = 100;
        Conversation conversation =
                new Conversation(ChatTemplates.named("chatml"), SMALL, new Room(contextSize, reserve, true));
        for (int turn = 0; turn < 6; turn++) {
            conversation.ask("m" + turn);
            reply(conversation, SMALL, "r" + turn);
        }
        int before = conversation.turns().size();
        while (conversation.prompt().length <= contextSize) {
            reply(conversation, SMALL, "b");
        }
        int gone = conversation.makeRoom().exchanges();
        assertTrue(gone >= 2, "gone: " + gone);
        assertEquals(before - 2 * gone, conversation.turns().size());
        assertTrue(conversation.prompt().length + reserve <= contextSize);
    }

    @Test
    void aWithdrawnMessageLeavesNoTrace() {
        Conversation conversation = new Conversation(ChatTemplates.named("llama3"), SMALL, new Room(400, 20, true));
        conversation.ask("one");
        reply(conversation, SMALL, "1");
        int[] before = conversation.prompt();
        conversation.ask("two");
        conversation.withdraw();
        assertArrayEquals(before, conversation.prompt());
        conversation.withdraw();
        assertEquals(List.of(), conversation.turns());
        assertThrows(IllegalStateException.class, conversation::prompt);
    }

    @Test
    void clearingKeepsTheSystemText() {
        ChatTemplate template = ChatTemplates.named("llama2");
        Conversation conversation = new Conversation(template, SMALL, new Room(400, 20, true));
        conversation.pin("Be kind.");
        conversation.ask("one");
        conversation.clear();
        conversation.ask("two");
        assertArrayEquals(
                template.tokens(List.of(Turn.system("Be kind."), Turn.user("two")), SMALL), conversation.prompt());
    }

    @Test
    void aNewSystemTextHoldsForWhatWasSaidBefore() {
        ChatTemplate template = ChatTemplates.named("chatml");
        Conversation conversation = new Conversation(template, SMALL, new Room(200, 20, true));
        conversation.pin("Be kind.");
        conversation.ask("one");
        reply(conversation, SMALL, "1");
        assertEquals(0, conversation.pin("Be brief.").exchanges());
        assertEquals(Optional.of("Be brief."), conversation.system());
        List<Turn> turns = List.of(Turn.system("Be brief."), Turn.user("one"));
        int[] opening = template.tokens(turns, SMALL);
        assertArrayEquals(opening, Arrays.copyOf(conversation.prompt(), opening.length));
        assertThrows(CriaException.class, () -> conversation.pin("x".repeat(200)));
        assertEquals(Optional.of("Be brief."), conversation.system());
        conversation.pin("");
        assertEquals(Optional.empty(), conversation.system());
    }

    @Test
    void aSystemTextThatLeavesNoRoomIsRefusedBeforeAnythingIsSaid() {
        Conversation conversation = new Conversation(ChatTemplates.named("chatml"), SMALL, new Room(100, 20, true));
        assertThrows(CriaException.class, () -> conversation.pin("x".repeat(100)));
        assertEquals(0, conversation.ask("hello").exchanges());
    }
}
