package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversation and a session together. */
final class ConversationCacheTest {
    private static final int CONTEXT = 200;
    private static final GenerationSettings SIX_TOKENS =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(6);

    @TempDir
    Path folder;

    private Model open() throws IOException {
        Path file =
                TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        return Model.open(
                file, ModelOptions.defaults().withThreads(1).withBatchSize(64).withContextSize(CONTEXT));
    }

    private static int answer(Model model, Session session, Conversation conversation) {
        Generation generation = model.generate(session, conversation.prompt(), SIX_TOKENS);
        while (generation.hasNext()) {
            conversation.append(generation.next().token());
        }
        return generation.timings().promptTokens();
    }

    @Test
    void aTurnComputesOnlyWhatIsNew() throws IOException {
        try (Model model = open();
                Session session = model.newSession()) {
            ChatTemplate template = ChatTemplates.named("vicuna");
            Conversation conversation = new Conversation(template, model.tokenizer(), new Room(CONTEXT, 10, true));
            conversation.ask("hello");
            int first = conversation.prompt().length;
            assertEquals(first, answer(model, session, conversation));
            int before = session.length();
            conversation.ask("again");
            int second = conversation.prompt().length;
            assertEquals(second - before, answer(model, session, conversation));
        }
    }

    @Test
    void afterOldTurnsWentTheAnswerIsThatOfAFreshSession() throws IOException {
        try (Model model = open();
                Session session = model.newSession();
                Session fresh = model.newSession()) {
            ChatTemplate template = ChatTemplates.named("llama2");
            Conversation conversation = new Conversation(template, model.tokenizer(), new Room(CONTEXT, 20, true));
            conversation.pin("be kind");
            int gone = 0;
            for (int turn = 0; turn < 12; turn++) {
                gone += conversation
                        .ask("what is turn " + "abcdefghijkl".charAt(turn))
                        .exchanges();
                int[] prompt = conversation.prompt();
                answer(model, session, conversation);
                Generation expected = model.generate(fresh, prompt, SIX_TOKENS);
                fresh.rewind(0);
                StringBuilder text = new StringBuilder();
                expected.forEachRemaining(piece -> text.append(piece.text()));
                assertEquals(text.toString(), conversation.turns().getLast().text());
            }
            assertTrue(gone > 0, "the context never was full");
        }
    }
}
