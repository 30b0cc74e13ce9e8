package org.cria.model;

import static org.cria.model.ScriptedModel.END;
import static org.cria.model.ScriptedModel.bytePiece;
import static org.cria.model.ScriptedModel.letter;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Answer;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Turn;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that answers " a€bc" to everything, or " xyxy…" without an end. */
final class ChatTest {
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
    private static final int[] SHORT = {
        bytePiece(':'),
        bytePiece(' '),
        letter('a'),
        bytePiece(0xE2),
        bytePiece(0x82),
        bytePiece(0xAC),
        letter('b'),
        letter('c'),
        END
    };
    private static final int[] ENDLESS = {bytePiece(':'), bytePiece(' '), letter('x'), letter('y'), letter('x')};
    private static final ChatOptions VICUNA = ChatOptions.defaults().withTemplate(ChatTemplates.named("vicuna"));

    @TempDir
    Path folder;

    private Model open(int context, int... says) throws IOException {
        Path file = new ScriptedModel().context(context).says(says).write(folder.resolve("scripted.gguf"));
        return Model.open(
                file, ModelOptions.defaults().withDevice("cpu").withThreads(1).withBatchSize(8));
    }

    private static String reply(Chat chat) {
        Turn last = chat.conversation().turns().getLast();
        assertEquals(Turn.Role.ASSISTANT, last.role());
        return last.text();
    }

    @Test
    void anAnswerComesPieceByPieceAndStaysInTheConversation() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            List<String> pieces = new ArrayList<>();
            assertEquals("a€bc", answer.complete(pieces::add));
            assertEquals(List.of("a", "€", "b", "c"), pieces);
            assertEquals(Optional.of(StopReason.EOS), answer.stopReason());
            assertEquals(8, answer.tokens());
            assertEquals(0, answer.forgotten());
            assertEquals(" a€bc", reply(chat));
            assertEquals("a€bc", chat.say("and now?", GREEDY).complete());
            assertEquals(2, chat.conversation().exchanges());
        }
    }

    @Test
    void anAnswerIsAnIteratorToo() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY.withLogprobs(0));
            StringBuilder text = new StringBuilder();
            while (answer.hasNext()) {
                Piece piece = answer.next();
                text.append(piece.text());
                assertTrue(piece.logprob() < 0, "the log-probability that was asked for");
            }
            assertEquals("a€bc", text.toString());
            assertEquals("", answer.complete(), "all was asked for");
            assertThrows(NoSuchElementException.class, answer::next);
        }
    }

    @Test
    void aMessageIsReadWhenTheAnswerIsAskedForAndOnlyOnce() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            assertEquals(0, chat.session().length());
            int prompt = chat.conversation().prompt().length;
            List<Integer> read = new ArrayList<>();
            answer.watch((done, total) -> read.add(done)).complete();
            assertEquals(0, read.getFirst());
            assertEquals(prompt, read.getLast());
            assertEquals(prompt, answer.timings().promptTokens());
            assertEquals(answer.tokens() - 1, answer.timings().generatedTokens());
            Answer again = chat.again(GREEDY);
            assertEquals("a€bc", again.complete());
            assertEquals(0, again.timings().promptTokens());
            assertEquals(1, chat.conversation().exchanges());
        }
    }

    @Test
    void aStopStringIsNoPartOfTheAnswerAndItsTokensGo() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY.withStops(List.of("€b")));
            assertEquals("a", answer.complete());
            assertEquals(Optional.of(StopReason.STOP), answer.stopReason());
            assertEquals(" a", reply(chat));
            assertEquals("a€bc", chat.say("more", GREEDY).complete(), "the chat goes on");
        }
    }

    @Test
    void aLimitEndsAnAnswerAndItMayGoOnLater() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY.withPredict(4));
            assertEquals("a\uFFFD", answer.complete(), "half a character ends with the answer");
            assertEquals(Optional.of(StopReason.LIMIT), answer.stopReason());
            Answer rest = chat.answer(GREEDY);
            rest.complete();
            assertEquals(4, rest.tokens());
            assertEquals(" a€bc", reply(chat));
            assertEquals("", chat.again(GREEDY.withPredict(0)).complete());
        }
    }

    @Test
    void oldExchangesGoForAnAnswerAndOneLimitHoldsForAllOfIt() throws IOException {
        try (Model model = open(200, ENDLESS);
                Chat chat = model.chat(VICUNA.withPredict(10))) {
            for (int turn = 0; turn < 4; turn++) {
                chat.say("turn " + turn, GREEDY.withPredict(4)).complete();
            }
            Answer answer = chat.say("go on", GREEDY.withPredict(120));
            int before = answer.forgotten();
            String text = answer.complete();
            assertEquals(Optional.of(StopReason.LIMIT), answer.stopReason());
            assertEquals(120, answer.tokens());
            assertTrue(answer.forgotten() > before, answer.forgotten() + " forgotten");
            assertEquals(answer.forgotten(), chat.conversation().forgotten());
            assertEquals("xy".repeat(59) + "x", text);
            assertEquals(" " + text, reply(chat));
            assertTrue(answer.timings().generatedTokens() < 119, "a generation after each context that was full");
        }
    }

    @Test
    void aStopStringIsFoundWhereOldExchangesWentInItsMiddle() throws IOException {
        try (Model model = open(120, ENDLESS)) {
            for (int length = 1; length < 40; length += 2) {
                try (Chat chat = model.chat(VICUNA.withPredict(4))) {
                    chat.say("one", GREEDY.withPredict(2)).complete();
                    String stop = "xy".repeat(length) + "x";
                    Answer answer = chat.say("two", GREEDY.withStops(List.of(stop)));
                    assertEquals("", answer.complete());
                    assertEquals(Optional.of(StopReason.STOP), answer.stopReason());
                    assertEquals(" ", reply(chat), "the space before it was no part of the stop string");
                }
            }
        }
    }

    @Test
    void anAnswerThatFillsTheContextAloneEndsThere() throws IOException {
        try (Model model = open(120, ENDLESS);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            int prompt = chat.conversation().prompt().length;
            answer.complete();
            assertEquals(Optional.of(StopReason.CONTEXT), answer.stopReason());
            assertEquals(120 - prompt + 1, answer.tokens());
            assertEquals(0, answer.forgotten());
        }
    }

    @Test
    void whereNothingIsForgottenMessagesAreRefusedAndTheChatStaysAsItIs() throws IOException {
        try (Model model = open(120, SHORT);
                Chat chat = model.chat(VICUNA.withForgets(false))) {
            chat.say("hello", GREEDY).complete();
            CriaException full = assertThrows(CriaException.class, () -> chat.say("x".repeat(90), GREEDY));
            assertTrue(full.explanation().controls().contains(Control.CONTEXT_SIZE));
            assertEquals(1, chat.conversation().exchanges());
            assertEquals("a€bc", chat.say("more", GREEDY).complete());
        }
    }

    @Test
    void anAnswerIsCancelledFromAnotherThreadAndKeepsWhatWasSaid() throws Exception {
        try (Model model = open(4000, ENDLESS);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            CountDownLatch begun = new CountDownLatch(3);
            Thread other = Thread.ofVirtual().start(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    return;
                }
                answer.cancel();
            });
            String text = answer.complete(piece -> begun.countDown());
            other.join();
            assertEquals(Optional.of(StopReason.CANCELLED), answer.stopReason());
            assertTrue(text.length() >= 3 && text.length() < 3900, text.length() + " characters");
            assertEquals(" " + text, reply(chat));
            assertEquals(1, chat.conversation().exchanges());
        }
    }

    @Test
    void whatACancelledAnswerHeldBackIsSaidInTheEnd() throws IOException {
        try (Model model = open(200, ENDLESS);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY.withStops(List.of("xyz")));
            for (int token = 0; token < 3; token++) {
                assertEquals("", answer.next().text());
            }
            answer.cancel();
            assertFalse(answer.hasNext());
            assertEquals("xy", answer.heldBack());
            assertEquals(" xy", reply(chat));
        }
    }

    @Test
    void cancelledBeforeItBeganItTakesTheMessageBack() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            answer.cancel();
            assertEquals("", answer.complete());
            assertEquals(Optional.of(StopReason.CANCELLED), answer.stopReason());
            assertEquals(List.of(), chat.conversation().turns());
            Answer unread = chat.say("hello", GREEDY).watch((done, total) -> done < 16);
            assertEquals("", unread.complete());
            assertEquals(Optional.of(StopReason.CANCELLED), unread.stopReason());
            assertEquals(16, chat.session().length(), "what was read stays in the cache");
            assertEquals(0, chat.conversation().exchanges());
        }
    }

    @Test
    void oneAnswerAtATime() throws IOException {
        try (Model model = open(200, ENDLESS);
                Chat chat = model.chat(VICUNA)) {
            Answer first = chat.say("hello", GREEDY.withPredict(8));
            first.next();
            Answer second = chat.say("more", GREEDY.withPredict(8));
            assertThrows(IllegalStateException.class, first::next);
            assertEquals("xyxyxyx", second.complete());
            assertThrows(IllegalStateException.class, first::complete);
            assertArrayEquals(new int[] {2, 2}, new int[] {
                chat.conversation().exchanges(), chat.conversation().turns().size() / 2
            });
        }
    }

    @Test
    void aSessionThatIsUsedForSomethingElseIsNotGoneOnWith() throws IOException {
        try (Model model = open(200, ENDLESS);
                Chat chat = model.chat(VICUNA)) {
            Answer answer = chat.say("hello", GREEDY);
            answer.next();
            model.generate(chat.session(), "something else", GREEDY).next();
            assertThrows(IllegalStateException.class, answer::next);
        }
    }

    @Test
    void aForkGoesItsOwnWay() throws IOException {
        try (Model model = open(200, SHORT);
                Chat chat = model.chat(VICUNA.withSystem("be kind"))) {
            chat.say("hello", GREEDY).complete();
            try (Chat fork = chat.fork()) {
                assertEquals("a€bc", fork.say("more", GREEDY).complete());
                assertEquals(2, fork.conversation().exchanges());
            }
            assertEquals(1, chat.conversation().exchanges());
            assertEquals(Optional.of("be kind"), chat.conversation().system());
            assertEquals(
                    0, chat.again(GREEDY).watch((done, total) -> true).timings().promptTokens());
        }
    }

    @Test
    void withoutATemplateInTheFileOneIsToBeChosen() throws IOException {
        try (Model model = open(200, SHORT)) {
            CriaException none = assertThrows(CriaException.class, model::chat);
            assertTrue(
                    String.valueOf(none.getMessage()).startsWith("scripted.gguf: the model has no chat template"),
                    none.getMessage());
        }
    }
}
