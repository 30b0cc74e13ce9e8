package org.cria.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.cli.report.ChatReport;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Answer;
import org.cria.model.chat.Chat;
import org.cria.model.chat.Thoughts;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.Sampler;
import org.jspecify.annotations.Nullable;

/** Asks the model and streams its answers. For one thread, except {@link #stop}. */
public final class Dialogue {
    private final ChatState state;
    private final Screen screen;
    private final boolean json;
    private volatile boolean answering;
    private volatile boolean stopped;
    private volatile @Nullable Answer running;
    /** How often the latest message was answered again. */
    private int attempt;

    private String asked = "";
    private final ChatTools tools = new ChatTools();

    public Dialogue(ChatState state, Screen screen) {
        this(state, screen, false);
    }

    /** @param json whether an answer is printed as an object, once it is complete */
    public Dialogue(ChatState state, Screen screen, boolean json) {
        this.state = state;
        this.screen = screen;
        this.json = json;
    }

    ChatState state() {
        return state;
    }

    Screen screen() {
        return screen;
    }

    /** Stops the answer that is being given, from any thread; what was said is kept. False if there is none to stop. */
    boolean stop() {
        if (!answering || stopped) {
            return false;
        }
        stopped = true;
        Answer answer = running;
        if (answer != null) {
            answer.cancel();
        }
        Interrupts.unlessSoon(
                () -> !answering || answer != running || Interrupts.isLeaving(), () -> screen.note("\n[ Stopping. ]"));
        return true;
    }

    /** Whether somebody still reads the answers. */
    boolean isHeard() {
        return !screen.out().checkError();
    }

    /** Whether the latest answer called a tool, and what is typed next is what that gave. */
    boolean awaitsResult() {
        return tools.awaited(state.conversation()).isPresent();
    }

    /** Shows the call that awaits its result, if one does. */
    private void showAwaited() {
        tools.awaited(state.conversation())
                .ifPresent(call -> screen.note("[ A call, which nothing runs: " + ChatTools.shown(call)
                        + " ]" + System.lineSeparator()
                        + "[ Type what it gives (/read FILE takes a file's text); an empty line declines it. ]"));
    }

    /** Takes what the awaited call gave; the model goes on once all calls have a result. */
    private boolean takeResult(String typed) {
        Optional<List<String>> results = tools.take(state.withAttached(typed));
        if (results.isEmpty()) {
            state.detach();
            showAwaited();
            return true;
        }
        begin();
        try {
            attempt = 0;
            asked = typed;
            Answer answer = state.chat().answerCalls(results.get(), settings());
            state.detach();
            return show(answer);
        } finally {
            end();
        }
    }

    /**
     * Asks, and prints the answer as it comes; where a call awaits its result, the message is that.
     *
     * @return whether the answer came to an end, rather than to the end of the context
     * @throws CriaException if the message does not fit in the context; the conversation is as it was then
     */
    public boolean say(String message) {
        if (awaitsResult()) {
            return takeResult(message);
        }
        begin();
        try {
            attempt = 0;
            asked = message;
            Answer answer = state.chat().say(state.withAttached(message), settings());
            state.detach();
            return show(answer);
        } finally {
            end();
        }
    }

    /**
     * Answers the latest message once more.
     *
     * @throws CriaException if nothing was asked yet
     */
    boolean again() {
        if (state.conversation().exchanges() == 0) {
            throw new CriaException("there is no answer to give again. Say something first.");
        }
        begin();
        try {
            attempt++;
            return show(state.chat().again(settings()));
        } finally {
            end();
        }
    }

    /**
     * Goes on with what was kept, if something was.
     *
     * @param unanswered whether its latest message has no answer
     * @param asks whether somebody is there who can have it answered; else it is taken back
     */
    public void goOn(boolean unanswered, boolean asks) {
        if (state.conversation().exchanges() == 0) {
            return;
        }
        if (unanswered && !asks) {
            state.conversation().withdraw();
            screen.note("[ The latest message had no answer, and is taken back. ]");
        }
        read();
        screen.note("[ Goes on with " + state.keeping().title() + ", exchanges so far: "
                + state.branches().current().exchanges() + ". ]");
        if (unanswered && asks) {
            screen.note("[ The latest message has no answer yet: /regen gives one, /undo takes the message back. ]");
        }
        showAwaited();
    }

    /** Has the model read what was said as far as its cache is gone, with a bar; Ctrl-C leaves the rest to the next message. */
    void read() {
        begin();
        try (PromptProgress bar =
                new PromptProgress("reading the conversation", screen.progress(), screen.notes(), screen.width())) {
            state.chat().session().stopWhen(() -> stopped);
            state.chat().read((done, total) -> bar.goOn(done, total) && !stopped);
        } finally {
            state.chat().session().stopWhen(() -> false);
            end();
        }
    }

    private void begin() {
        state.settings().asksToThink().ifPresent(state.conversation()::think);
        stopped = false;
        answering = true;
    }

    private void end() {
        running = null;
        answering = false;
    }

    /** A fixed seed would give the same answer again, so each attempt draws from the next one. */
    private GenerationSettings settings() {
        GenerationSettings chosen = state.settings().current();
        GenerationSettings settings = chosen.grammar().isPresent()
                ? chosen
                : tools.binding(state.conversation(), state.model())
                        .map(chosen::withGrammar)
                        .orElse(chosen);
        long seed = settings.get(Sampler.SEED);
        return seed == Sampler.NEW_SEED ? settings : settings.with(Sampler.SEED, seed + attempt);
    }

    private boolean show(Answer answer) {
        int forgotten = answer.forgotten();
        reportGone(forgotten);
        state.keepMessage();
        print(answer);
        screen.out().println();
        screen.out().flush();
        reportGone(answer.forgotten() - forgotten);
        if (stopped && answer.tokens() == 0) {
            screen.note("[ Stopped before the answer began: the message is taken back. ]");
        } else if (stopped) {
            screen.note("[ Stopped: what was said stays. ]");
        }
        boolean full = answer.stopReason().orElseThrow() == StopReason.CONTEXT;
        if (full) {
            screen.note("[ The context is full: the answer ends here. ]");
        }
        state.statistics().add(answer.timings());
        String device = state.model().device();
        Chat chat = state.chat();
        screen.note(Statistics.line(
                answer.timings(),
                chat.session().length(),
                chat.session().contextSize(),
                device.contains(":") ? device.substring(0, device.indexOf(':')) : device));
        showAwaited();
        return !full;
    }

    /** Computes the answer to its end, and prints; a reader that went away ends it too. */
    private void print(Answer answer) {
        running = answer;
        if (stopped) {
            answer.cancel();
        }
        SpokenAnswer shown = new SpokenAnswer(
                screen, state.settings().think(), state.conversation().tools());
        List<Piece> pieces = new ArrayList<>();
        List<Thoughts.Part> parts = new ArrayList<>();
        try (ReadingBar bar = new ReadingBar(screen)) {
            answer.watch(bar).tell(json ? parts::add : shown::print);
            while (answer.hasNext()) {
                state.messageIsKept();
                Piece piece = answer.next();
                if (piece.text().isEmpty()) {
                    shown.mark(state.model().tokenizer().vocabulary().piece(piece.token()));
                }
                if (json) {
                    pieces.add(piece);
                } else if (!isHeard()) {
                    answer.cancel();
                }
            }
        }
        if (json) {
            Session session = state.chat().session();
            screen.out().print(ChatReport.json(asked, pieces, parts, answer, session, state.model()));
            return;
        }
        shown.finish();
    }

    /** Says that the oldest exchanges went. */
    void reportGone(int exchanges) {
        if (exchanges > 0) {
            String what = exchanges == 1 ? "oldest exchange was" : exchanges + " oldest exchanges were";
            String rest = state.conversation().readsAgain()
                    ? " The template writes the rest otherwise now, so it is read again."
                    : "";
            screen.note("[ The context is full: the " + what + " forgotten." + rest + " ]");
        }
    }
}
