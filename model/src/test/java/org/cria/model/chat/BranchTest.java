package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What going back and forth in a conversation costs: no token that the cache still holds is processed again. */
@SuppressWarnings("NullAway.Init") // set before each test
final class BranchTest {
    private static final int CONTEXT = 400;
    private static final GenerationSettings SIX_TOKENS =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(6);

    @TempDir
    Path folder;

    private Model model;

    static List<ChatTemplate> templates() {
        return ChatTemplates.all();
    }

    @BeforeEach
    void open() throws IOException {
        Path file =
                TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        model = Model.open(
                file, ModelOptions.defaults().withThreads(1).withBatchSize(64).withContextSize(CONTEXT));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private Branches branches(ChatTemplate template) {
        Conversation conversation = new Conversation(template, model.tokenizer(), new Room(CONTEXT, 30, true));
        conversation.pin("be kind");
        return new Branches(new Chat(conversation, model.newSession()));
    }

    private Branches branches() {
        return branches(ChatTemplates.named("vicuna"));
    }

    private static Conversation conversation(Branches branches) {
        return branches.current().chat().conversation();
    }

    private static Session session(Branches branches) {
        return branches.current().chat().session();
    }

    /** Says something and has it answered; returns how many tokens of the prompt were processed for it. */
    private static int say(Branches branches, String message) {
        return processed(branches.current().chat().say(message, SIX_TOKENS));
    }

    private static int again(Branches branches) {
        return processed(branches.current().chat().again(SIX_TOKENS));
    }

    private static int processed(Answer answer) {
        answer.complete();
        return answer.timings().promptTokens();
    }

    private static int[] reply(Branches branches) {
        List<Transcript.Round> said = conversation(branches).transcript().exchanges();
        return said.getLast().reply();
    }

    @Test
    void anotherAnswerProcessesNoTokenOfThePrompt() {
        try (Branches branches = branches()) {
            assertTrue(say(branches, "hello") > 0);
            int[] first = reply(branches);
            assertEquals(0, again(branches));
            assertArrayEquals(first, reply(branches));
        }
    }

    @Test
    void undoingProcessesNothingAndTheSameMessageAgainNeither() {
        try (Branches branches = branches()) {
            say(branches, "hello");
            say(branches, "more");
            int[] second = reply(branches);
            conversation(branches).withdraw();
            assertEquals(0, say(branches, "more"));
            assertArrayEquals(second, reply(branches));
            conversation(branches).withdraw();
            int held = conversation(branches).prompt().length;
            Answer moreover = branches.current().chat().say("moreover", SIX_TOKENS);
            int whole = conversation(branches).prompt().length;
            assertTrue(
                    processed(moreover) <= whole - held + 1,
                    "only the last token of the reply and the message are new");
        }
    }

    @Test
    void branchesProcessOnlyWhatTheyDoNotShare() {
        try (Branches branches = branches()) {
            say(branches, "hello");
            int shared = session(branches).length();
            branches.fork("other");
            Answer leftAnswer = branches.current().chat().say("left", SIX_TOKENS);
            int left = conversation(branches).prompt().length;
            assertEquals(left - shared, processed(leftAnswer));
            int[] leftReply = reply(branches);
            branches.switchTo("main");
            Answer rightAnswer = branches.current().chat().say("right", SIX_TOKENS);
            int right = conversation(branches).prompt().length;
            assertEquals(right - shared, processed(rightAnswer));
            branches.switchTo("other");
            assertEquals(0, again(branches), "the logits after its prompt are its own");
            assertArrayEquals(leftReply, reply(branches));
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void whenOldExchangesGoOnlyTheSeamAndTheNewMessageAreProcessed(ChatTemplate template) {
        try (Branches branches = branches(template)) {
            int gone = 0;
            for (int turn = 0; turn < 40; turn++) {
                long before = session(branches).processedTokens();
                ContextShift shift = conversation(branches).fork().ask("what is turn " + turn);
                Answer answer = branches.current().chat().say("what is turn " + turn, SIX_TOKENS);
                int seam = Math.toIntExact(session(branches).processedTokens() - before);
                int[] held = session(branches).tokens();
                int[] prompt = conversation(branches).prompt();
                assertEquals(shift.exchanges(), answer.forgotten());
                assertEquals(shift.exchanges() == 0 ? 0 : shift.seam().length, seam);
                int common = 0;
                while (common < Math.min(held.length, prompt.length) && held[common] == prompt[common]) {
                    common++;
                }
                assertTrue(
                        common >= held.length - 1,
                        () -> template + ": the session holds " + held.length
                                + " tokens that are no part of the prompt");
                assertTrue(seam < 30, () -> template + ": " + seam + " tokens of seam");
                assertTrue(processed(answer) <= prompt.length - common);
                gone += answer.forgotten();
            }
            assertTrue(gone > 10, "the context never was full");
            assertEquals(gone, conversation(branches).forgotten());
        }
    }

    @Test
    void aForkKeepsWhatItsParentForgets() {
        try (Branches branches = branches()) {
            say(branches, "hello");
            branches.fork("kept");
            int[] kept = session(branches).tokens();
            branches.switchTo("main");
            for (int turn = 0; turn < 30; turn++) {
                say(branches, "turn " + turn);
            }
            assertTrue(conversation(branches).forgotten() > 0);
            branches.switchTo("kept");
            assertArrayEquals(kept, session(branches).tokens());
            Answer more = branches.current().chat().say("more", SIX_TOKENS);
            int[] prompt = conversation(branches).prompt();
            assertEquals(prompt.length - kept.length, processed(more));
            try (Branches fresh = branches()) {
                say(fresh, "hello");
                say(fresh, "more");
                assertArrayEquals(reply(fresh), reply(branches));
            }
        }
    }

    @Test
    void branchNamesAreOneWordAndTheirOwn() {
        try (Branches branches = branches()) {
            for (String name : new String[] {"", " ", "two words", "x".repeat(41), "main"}) {
                assertThrows(CriaException.class, () -> branches.fork(name));
            }
            CriaException unknown = assertThrows(CriaException.class, () -> branches.switchTo("nosuch"));
            assertEquals(
                    "there is no branch 'nosuch', expected one of main. Make one with fork nosuch.",
                    unknown.getMessage());
            assertEquals(1, branches.all().size());
        }
    }

    @Test
    void withoutForgettingAFullContextIsAnErrorThatSaysHowToGoOn() {
        Conversation conversation =
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), new Room(CONTEXT, 30, false));
        try (Branches branches = new Branches(new Chat(conversation, model.newSession()))) {
            CriaException full = assertThrows(CriaException.class, () -> {
                for (int turn = 0; turn < 100; turn++) {
                    say(branches, "turn " + turn);
                }
            });
            assertTrue(String.valueOf(full.getMessage()).contains("not to be forgotten"), full.getMessage());
            assertEquals(0, conversation.forgotten());
            int exchanges = conversation.exchanges();
            assertNotEquals(0, exchanges);
            conversation.withdraw();
            say(branches, "x");
        }
    }

    @Test
    void memoryStaysFlatHoweverManyTurnsThereAre() {
        try (Branches branches = branches()) {
            List<Long> bytes = new ArrayList<>();
            for (int turn = 0; turn < 150; turn++) {
                say(branches, "turn " + turn);
                if (turn % 30 == 29) {
                    bytes.add(model.engine().cacheBytes());
                }
            }
            assertEquals(1, bytes.stream().distinct().count(), () -> "cache bytes: " + bytes);
            assertTrue(conversation(branches).forgotten() > 100);
        }
    }
}
