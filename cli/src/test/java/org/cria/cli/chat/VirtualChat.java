package org.cria.cli.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.cria.model.Model;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Assertions;

/** A chat at a terminal that exists in memory: keys go in, and the screen can be read. */
final class VirtualChat implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final ScreenTerminal.VirtualTerminal virtual;
    private final ChatTerminal terminal;
    private final Thread thread;
    private final CountDownLatch left = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    final ChatState chat;
    final ChatLoop loop;
    /** How often Ctrl-C asked for the end of the process. */
    final AtomicInteger leaving = new AtomicInteger();

    /** @param type of the terminal, as in {@code $TERM} */
    VirtualChat(Model model, int reserve, int predict, String type, boolean coloured, Optional<Path> history)
            throws IOException {
        this(model, reserve, predict, type, coloured, history, Keeping.nowhere());
    }

    /** @param keeping closed with this */
    VirtualChat(
            Model model,
            int reserve,
            int predict,
            String type,
            boolean coloured,
            Optional<Path> history,
            Keeping keeping)
            throws IOException {
        virtual = ScreenTerminal.withTerminal("test", type, 80, 24);
        Conversation conversation = new Conversation(
                ChatTemplates.named("vicuna"), model.tokenizer(), new Room(model.contextSize(), reserve, true));
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(predict);
        chat = new ChatState(
                model, new Chat(conversation, model.newSession()), new ChatSettings(settings, model::grammar), keeping);
        terminal = new ChatTerminal(virtual.terminal(), coloured, Optional.empty());
        loop = new ChatLoop(new Dialogue(chat, terminal.screen()));
        terminal.onInterrupt(loop::stop, leaving::incrementAndGet);
        thread = Thread.ofPlatform().daemon().name("chat").start(() -> {
            try {
                terminal.converse(loop, new ChatCompleter(chat), history);
            } catch (Throwable e) {
                failure.set(e);
            } finally {
                left.countDown();
            }
        });
        await(screen -> screen.contains("/help lists commands")
                && screen.stripTrailing().endsWith(">"));
    }

    /** Types, as from a keyboard: {@code \r} is Enter, {@code \t} Tab, {@code \003} Ctrl-C, {@code \004} Ctrl-D. */
    VirtualChat type(String keys) {
        try {
            virtual.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Pastes, as terminals do that mark what is pasted. */
    VirtualChat paste(String text) {
        return type("\033[200~" + text + "\033[201~");
    }

    void resize(int columns, int rows) {
        virtual.screen().setSize(columns, rows);
        virtual.terminal().setSize(new Size(columns, rows));
        virtual.terminal().raise(Signal.WINCH);
    }

    /** Types a line and waits until it was dealt with and the next prompt is there; the screen then. */
    String enter(String line) {
        String before = screen();
        type(line + "\r");
        return await(screen -> !screen.equals(before) && isAtPrompt(screen));
    }

    private static boolean isAtPrompt(String screen) {
        return Arrays.asList(screen.stripTrailing().split("\n"))
                .getLast()
                .strip()
                .equals(">");
    }

    /** Waits for the screen to look a certain way. */
    String await(Predicate<String> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String screen = screen();
        while (!condition.test(screen)) {
            if (System.nanoTime() > end || failure.get() != null) {
                Assertions.fail("the screen never came to look as expected:\n" + screen, failure.get());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            screen = screen();
        }
        return screen;
    }

    /** Lines of the screen, without the blanks at their ends. */
    String screen() {
        StringBuilder text = new StringBuilder();
        long[] cells = new long[virtual.screen().getWidth() * virtual.screen().getHeight()];
        virtual.screen().dump(cells, null);
        int width = virtual.screen().getWidth();
        for (int row = 0; row < cells.length / width; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < width; column++) {
                int codePoint = ScreenTerminal.cellCodePoint(cells[row * width + column]);
                if (codePoint != 0) {
                    line.appendCodePoint(codePoint);
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Whether a screen has the text, however its lines are broken there. */
    static boolean shows(String screen, String text) {
        return screen.replaceAll("\\s", "").contains(text.replaceAll("\\s", ""));
    }

    /** Whether some cell of the screen is coloured. */
    boolean isColoured() {
        long[] cells = new long[virtual.screen().getWidth() * virtual.screen().getHeight()];
        virtual.screen().dump(cells, null);
        return Arrays.stream(cells).anyMatch(ScreenTerminal::cellHasForeground);
    }

    /** Waits for the chat to end. */
    void awaitLeft() throws InterruptedException {
        Assertions.assertTrue(left.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "still there:\n" + screen());
        Assertions.assertNull(failure.get());
    }

    @Override
    public void close() throws IOException {
        loop.end();
        terminal.close();
        try {
            left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        chat.close();
        chat.keeping().close();
        thread.interrupt();
    }
}
