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
import org.cria.model.generation.Generation;
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
        Conversation conversation = new Conversation(template, model.tokenizer(), CONTEXT, 30);
        conversation.pin("be kind");
        return new Branches(conversation, model.newSession());
    }

    private Branches branches() {
        return branches(ChatTemplates.named("vicuna"));
    }

    /** Answers what was asked; returns how many tokens of the prompt were processed for it. */
    private int answer(Branches branches) {
        Branch branch = branches.current();
        Generation generation =
                model.generate(branch.session(), branch.conversation().prompt(), SIX_TOKENS);
        while (generation.hasNext()) {
            branch.conversation().append(generation.next().token());
        }
        return generation.timings().promptTokens();
    }

    private static int[] reply(Branches branches) {
        List<Transcript.Entry> said =
                branches.current().conversation().transcript().exchanges();
        return said.getLast().reply();
    }

    @Test
    void anotherAnswerProcessesNoTokenOfThePrompt() {
        try (Branches branches = branches()) {
            branches.current().ask("hello");
            assertTrue(answer(branches) > 0);
            int[] first = reply(branches);
            branches.current().conversation().retract();
            assertEquals(0, answer(branches));
            assertArrayEquals(first, reply(branches));
        }
    }

    @Test
    void undoingProcessesNothingAndTheSameMessageAgainNeither() {
        try (Branches branches = branches()) {
            branches.current().ask("hello");
            answer(branches);
            branches.current().ask("more");
            answer(branches);
            int[] second = reply(branches);
            branches.current().conversation().withdraw();
            branches.current().ask("more");
            assertEquals(0, answer(branches));
            assertArrayEquals(second, reply(branches));
            branches.current().conversation().withdraw();
            int held = branches.current().conversation().prompt().length;
            branches.current().ask("moreover");
            int whole = branches.current().conversation().prompt().length;
            assertTrue(
                    answer(branches) <= whole - held + 1, "only the last token of the reply and the message are new");
        }
    }

    @Test
    void branchesProcessOnlyWhatTheyDoNotShare() {
        try (Branches branches = branches()) {
            branches.current().ask("hello");
            answer(branches);
            int shared = branches.current().session().length();
            branches.fork("other");
            branches.current().ask("left");
            int left = branches.current().conversation().prompt().length;
            assertEquals(left - shared, answer(branches));
            int[] leftReply = reply(branches);
            branches.switchTo("main");
            branches.current().ask("right");
            int right = branches.current().conversation().prompt().length;
            assertEquals(right - shared, answer(branches));
            branches.switchTo("other");
            branches.current().conversation().retract();
            assertEquals(0, answer(branches), "the logits after its prompt are its own");
            assertArrayEquals(leftReply, reply(branches));
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void whenOldExchangesGoOnlyTheSeamAndTheNewMessageAreProcessed(ChatTemplate template) {
        try (Branches branches = branches(template)) {
            int gone = 0;
            for (int turn = 0; turn < 40; turn++) {
                Branch branch = branches.current();
                long before = branch.session().processedTokens();
                ContextShift forgotten = branch.ask("what is turn " + turn);
                int seam = Math.toIntExact(branch.session().processedTokens() - before);
                int[] held = branch.session().tokens();
                int[] prompt = branch.conversation().prompt();
                assertEquals(forgotten.exchanges() == 0 ? 0 : forgotten.seam().length, seam);
                int common = 0;
                while (common < Math.min(held.length, prompt.length) && held[common] == prompt[common]) {
                    common++;
                }
                assertTrue(
                        common >= held.length - 1,
                        () -> template + ": the session holds " + held.length
                                + " tokens that are no part of the prompt");
                assertTrue(seam < 30, () -> template + ": " + seam + " tokens of seam");
                assertTrue(answer(branches) <= prompt.length - common);
                gone += forgotten.exchanges();
            }
            assertTrue(gone > 10, "the context never was full");
            assertEquals(gone, branches.current().conversation().forgotten());
        }
    }

    @Test
    void aForkKeepsWhatItsParentForgets() {
        try (Branches branches = branches()) {
            branches.current().ask("hello");
            answer(branches);
            branches.fork("kept");
            int[] kept = branches.current().session().tokens();
            branches.switchTo("main");
            for (int turn = 0; turn < 30; turn++) {
                branches.current().ask("turn " + turn);
                answer(branches);
            }
            assertTrue(branches.current().conversation().forgotten() > 0);
            branches.switchTo("kept");
            assertArrayEquals(kept, branches.current().session().tokens());
            branches.current().ask("more");
            int[] prompt = branches.current().conversation().prompt();
            assertEquals(prompt.length - kept.length, answer(branches));
            try (Branches fresh = branches()) {
                fresh.current().ask("hello");
                answer(fresh);
                fresh.current().ask("more");
                answer(fresh);
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
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), CONTEXT, 30, false);
        try (Branches branches = new Branches(conversation, model.newSession())) {
            CriaException full = assertThrows(CriaException.class, () -> {
                for (int turn = 0; turn < 100; turn++) {
                    branches.current().ask("turn " + turn);
                    answer(branches);
                }
            });
            assertTrue(String.valueOf(full.getMessage()).contains("not to be forgotten"), full.getMessage());
            assertEquals(0, conversation.forgotten());
            int exchanges = conversation.exchanges();
            assertNotEquals(0, exchanges);
            conversation.withdraw();
            branches.current().ask("x");
        }
    }

    @Test
    void memoryStaysFlatHoweverManyTurnsThereAre() {
        try (Branches branches = branches()) {
            List<Long> bytes = new ArrayList<>();
            for (int turn = 0; turn < 150; turn++) {
                branches.current().ask("turn " + turn);
                answer(branches);
                if (turn % 30 == 29) {
                    bytes.add(model.engine().cacheBytes());
                }
            }
            assertEquals(1, bytes.stream().distinct().count(), () -> "cache bytes: " + bytes);
            assertTrue(branches.current().conversation().forgotten() > 100);
        }
    }
}
