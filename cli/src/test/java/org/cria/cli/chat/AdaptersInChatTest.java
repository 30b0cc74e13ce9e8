package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.lora.NewGgufAdapter;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /set lora} in a running chat. */
@SuppressWarnings("NullAway.Init") // set before each test
final class AdaptersInChatTest {
    @TempDir
    Path folder;

    private Path file;
    private LoraRewrite rewrite;

    @BeforeEach
    void write() throws IOException {
        file = TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(200).write(folder.resolve("tiny.gguf"));
        rewrite = new LoraRewrite(
                List.of(new LoraFile(adapter("tone.gguf", 1), 1), new LoraFile(adapter("facts.gguf", 2), 0.25f)));
    }

    private Path adapter(String name, long seed) throws IOException {
        Random random = new Random(seed);
        float[] a = new float[2 * 32];
        float[] b = new float[32 * 2];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        Path adapter = folder.resolve(name);
        NewGgufAdapter.write(
                adapter, "llama", name, List.of(new NewGgufAdapter.Part("blk.0.ffn_down.weight", 2, a, b, 2)));
        return adapter;
    }

    private Model open(ProgramRewrite with) {
        return Model.open(file, ModelOptions.defaults().withThreads(1).withRewrite(with));
    }

    private static String converse(ChatState chat, String typed) throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
        chat.settings().set("predict", "3");
        Dialogue dialogue = new Dialogue(chat, Screen.plain(both, both, false));
        new ChatLoop(dialogue).converse(new PlainInput(new BufferedReader(new StringReader(typed)), dialogue.screen()));
        return err.toString(StandardCharsets.UTF_8);
    }

    private static ChatState chat(Model model) {
        Conversation conversation =
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), new Room(200, 20, true));
        return new ChatState(
                model,
                new Chat(conversation, model.newSession()),
                new ChatSettings(GenerationSettings.defaults().withSampling(SamplerSettings.greedy()), model::grammar),
                Keeping.nowhere());
    }

    private static float[] next(Session session, int[] text) {
        return session.prefill(text, Progress.NONE).orElseThrow().toArray();
    }

    @Test
    void theNextAnswerIsThatOfAModelOpenedWithTheScale() throws IOException {
        try (Model model = open(rewrite);
                ChatState chat = chat(model);
                Model plain = open(ProgramRewrite.NONE);
                Session fresh = plain.newSession()) {
            String said = converse(chat, "hello\n/set lora tone 0\n/set lora facts 0\n/set lora\n/show\n");
            assertTrue(said.contains("[ tone 0.0, facts 0.25 now: what was said is read again. ]"), said);
            assertTrue(said.contains("tone 0.0, facts 0.0\n"), said);
            assertTrue(said.contains("lora               tone 0.0, facts 0.0"), said);
            int[] text = Arrays.copyOf(chat.chat().session().tokens(), 12);
            float[] expected = next(fresh, text);
            assertArrayEquals(expected, next(chat.chat().session(), text));
            converse(chat, "/set lora tone -1.5\n");
            assertFalse(Arrays.equals(expected, next(chat.chat().session(), text)));
        }
    }

    @Test
    void whatCannotBeSetIsSaidInALine() throws IOException {
        try (Model model = open(rewrite);
                ChatState chat = chat(model)) {
            String said = converse(chat, "/set lora voice 1\n/set lora tone loud\n/set lora tone 1e9\n/set lora 1\n");
            assertTrue(said.contains("there is no adapter 'voice', expected one of tone, facts."), said);
            assertTrue(
                    said.contains(
                            "'loud' is no scale for 'tone', expected a number from -1000 to 1000: /set lora tone 0.5."),
                    said);
            assertTrue(said.contains("'1e9' is no scale for 'tone'"), said);
            assertTrue(said.contains("there is no adapter '1', expected one of tone, facts."), said);
        }
        try (Model model = open(ProgramRewrite.NONE);
                ChatState chat = chat(model)) {
            String said = converse(chat, "/set lora tone 1\n");
            assertTrue(said.contains("the model has no adapter. Start with --lora FILE."), said);
        }
    }
}
