package org.cria.model.saved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Answer;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations that come back from a file as they were, or not at all. */
final class ChatFileTest {
    private static final int CONTEXT = 300;
    private static final Map<String, String> SETTINGS = Map.of("temp", "0");
    private static final GenerationSettings TEN_TOKENS =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(10);

    @TempDir
    Path folder;

    private Model open(long seed, Format cache, int context) throws IOException {
        Path file = folder.resolve("tiny-" + seed + ".gguf");
        if (!Files.exists(file)) {
            TinyModel.seeded(seed)
                    .dim(32)
                    .ffn(32)
                    .layers(2)
                    .heads(2)
                    .kvHeads(2)
                    .context(CONTEXT)
                    .write(file);
        }
        return Model.open(
                file,
                ModelOptions.defaults().withThreads(1).withContextSize(context).withCache(cache, cache));
    }

    private Model open() throws IOException {
        return open(5, Formats.F16, CONTEXT);
    }

    private static Room room(Model model) {
        return new Room(model.contextSize(), 20, true);
    }

    private static Branches branches(Model model) {
        Conversation conversation = new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), room(model));
        return new Branches(new Chat(conversation, model.newSession()));
    }

    private static Branches spoken(Model model) {
        Branches branches = branches(model);
        branches.current().chat().conversation().pin("be kind");
        say(branches, "hello");
        branches.fork("other");
        say(branches, "left 🦙");
        branches.switchTo("main");
        say(branches, "right");
        return branches;
    }

    private static void save(Model model, Path file, Branches branches) {
        try (ChatPlace place = ChatPlace.claim(file)) {
            new ChatFile(model).save(place, branches, SETTINGS, CacheLimits.NONE);
        }
    }

    private static ChatFile.ResumedChat load(Model model, Path file) {
        try (ChatPlace place = ChatPlace.visit(file)) {
            return new ChatFile(model).load(place, room(model));
        }
    }

    /** The tokens of the reply. */
    private static int[] say(Branches branches, String message) {
        branches.current().chat().say(message, TEN_TOKENS).complete();
        return branches.current()
                .chat()
                .conversation()
                .transcript()
                .exchanges()
                .getLast()
                .reply();
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "Q8_0"})
    void aRestartedConversationGoesOnWithTheSameTokensAndProcessesNoneAgain(String format) throws IOException {
        Format cache = Stream.of(Formats.F32, Formats.F16, Formats.Q8_0)
                .filter(each -> each.name().equals(format))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("saved.chat");
        List<int[]> expected = new ArrayList<>();
        try (Model model = open(5, cache, CONTEXT);
                Branches branches = spoken(model)) {
            save(model, file, branches);
            expected.add(say(branches, "go on"));
            branches.switchTo("other");
            expected.add(say(branches, "go on"));
        }
        try (Model model = open(5, cache, CONTEXT)) {
            ChatFile.ResumedChat contents = load(model, file);
            assertEquals(SETTINGS, contents.settings());
            try (Branches branches = contents.branches()) {
                assertEquals("main", branches.current().name());
                assertEquals(
                        "be kind",
                        branches.current().chat().conversation().system().orElse(""));
                Answer again = branches.current().chat().again(TEN_TOKENS);
                again.complete();
                assertEquals(1, again.timings().promptTokens(), "the answer again reads the last token");
                long before = branches.current().chat().session().processedTokens();
                int held = branches.current().chat().session().length();
                int[] reply = say(branches, "go on");
                int prompt = branches.current().chat().conversation().prompt().length - reply.length;
                assertEquals(
                        prompt - held + reply.length - 1,
                        branches.current().chat().session().processedTokens() - before,
                        "what is new, and the reply but its last token");
                assertArrayEquals(expected.get(0), reply);
                branches.switchTo("other");
                assertArrayEquals(expected.get(1), say(branches, "go on"));
            }
        }
    }

    @Test
    void aConversationThatForgotGoesOnAsItWould() throws IOException {
        Path file = folder.resolve("saved.chat");
        try (Model model = open();
                Branches branches = branches(model)) {
            for (int turn = 0; turn < 20; turn++) {
                say(branches, "turn " + turn);
            }
            assertTrue(branches.current().chat().conversation().forgotten() > 0);
            save(model, file, branches);
            try (Branches loaded = load(model, file).branches()) {
                for (int turn = 20; turn < 30; turn++) {
                    assertArrayEquals(say(branches, "turn " + turn), say(loaded, "turn " + turn));
                }
                assertEquals(
                        branches.current().chat().conversation().forgotten(),
                        loaded.current().chat().conversation().forgotten());
            }
        }
    }

    @Test
    void twoHundredDamagedFilesAreRefusedAndNothingOfThemIsTakenOver() throws IOException {
        Path file = folder.resolve("saved.chat");
        Path damaged = folder.resolve("damaged.chat");
        Random random = new Random(11);
        try (Model model = open();
                Branches branches = spoken(model)) {
            save(model, file, branches);
            byte[] whole = Files.readAllBytes(file);
            long cache = model.engine().cacheBytes();
            for (int i = 0; i < 200; i++) {
                byte[] bytes = damage(whole, i % 4, random);
                Files.write(damaged, bytes);
                String message = refusal(model, damaged);
                assertTrue(
                        message.contains("is damaged") || message.contains("no conversation that Cria saved"), message);
            }
            assertEquals(cache, model.engine().cacheBytes());
            load(model, file).branches().close();
        }
    }

    private static byte[] damage(byte[] whole, int kind, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(whole.length);
        return switch (kind) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> {
                byte[] without = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, without, at, bytes.length - at - 1);
                yield without;
            }
            default -> {
                int length = Math.min(1 + random.nextInt(64), bytes.length - at);
                byte[] noise = new byte[length];
                do {
                    random.nextBytes(noise);
                } while (Arrays.equals(noise, Arrays.copyOfRange(bytes, at, at + length)));
                System.arraycopy(noise, 0, bytes, at, length);
                yield bytes;
            }
        };
    }

    private static String refusal(Model model, Path file) {
        return String.valueOf(
                assertThrows(CriaException.class, () -> load(model, file)).getMessage());
    }

    /** A file whose digest is right and whose header is wrong is made by hand, and must not fool anybody either. */
    @Test
    void aForgedFileIsRefusedHoweverItsHeaderIsWrong() throws Exception {
        Path file = folder.resolve("saved.chat");
        Random random = new Random(12);
        try (Model model = open();
                Branches branches = spoken(model)) {
            save(model, file, branches);
            byte[] whole = Files.readAllBytes(file);
            int header = ByteBuffer.wrap(whole).getInt(12);
            for (int i = 0; i < 300; i++) {
                byte[] bytes = whole.clone();
                int at = 16 + random.nextInt(header);
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes, 0, bytes.length - 32);
                System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
                Files.write(folder.resolve("forged.chat"), bytes);
                try {
                    load(model, folder.resolve("forged.chat")).branches().close();
                } catch (CriaException e) {
                    assertFalse(String.valueOf(e.getMessage()).isBlank());
                }
            }
        }
    }

    @Test
    void anotherModelsConversationIsRefusedWithBothNames() throws IOException {
        Path file = folder.resolve("saved.chat");
        try (Model model = open();
                Branches branches = spoken(model)) {
            save(model, file, branches);
        }
        try (Model other = open(6, Formats.F16, CONTEXT)) {
            String message = refusal(other, file);
            assertTrue(message.contains("another model, tiny-5.gguf"), message);
            assertTrue(message.contains("expected tiny-6.gguf"), message);
        }
        try (Model smaller = open(5, Formats.F16, 40)) {
            String message = refusal(smaller, file);
            assertTrue(message.contains("expected at most the context of 40"), message);
        }
    }

    @Test
    void afterASaveNothingButTheFileIsThere() throws IOException {
        Path file = folder.resolve("saved.chat");
        Path left = Files.write(folder.resolve(".saved.chat.999999999.part"), new byte[10]);
        Path another = Files.write(folder.resolve(".saved.chat.x.part"), new byte[10]);
        try (Model model = open();
                Branches branches = spoken(model)) {
            save(model, file, branches);
            save(model, file, branches);
        }
        assertFalse(Files.exists(left), "what a process left that is gone");
        assertTrue(Files.exists(another), "what is not ours");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(4, files.count(), "the model, the conversation, its cache and what is not ours");
        }
    }

    @Test
    void aFileThatIsNoConversationIsNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("thesis.txt"), "years of work");
        try (Model model = open();
                Branches branches = spoken(model)) {
            CriaException refusal = assertThrows(CriaException.class, () -> save(model, file, branches));
            assertTrue(String.valueOf(refusal.getMessage()).contains("would be lost"), refusal.getMessage());
            assertEquals("years of work", Files.readString(file));
            assertThrows(CriaException.class, () -> save(model, folder.resolve("no/such/folder"), branches));
        }
    }
}
