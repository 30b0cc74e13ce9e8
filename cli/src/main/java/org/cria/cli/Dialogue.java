package org.cria.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.cria.model.Generation;
import org.cria.model.GenerationSettings;
import org.cria.model.Model;
import org.cria.model.Piece;
import org.cria.model.StopReason;
import org.cria.model.Timings;
import org.cria.model.chat.Conversation;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.TextStream;
import org.jspecify.annotations.Nullable;

/** Asks the model and streams its answers. For one thread, except {@link #stop}. */
final class Dialogue {
    private final Model model;
    private final Session session;
    private final Conversation conversation;
    private final GenerationSettings settings;
    private final PrintStream out;
    private final PrintStream err;
    private volatile boolean answering;
    private volatile boolean stopped;
    private boolean begun;
    private volatile @Nullable Generation running;

    /**
     * @param out where answers go
     * @param err where everything else goes
     */
    Dialogue(
            Model model,
            Session session,
            Conversation conversation,
            GenerationSettings settings,
            PrintStream out,
            PrintStream err) {
        this.model = model;
        this.session = session;
        this.conversation = conversation;
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Stops the answer that is being given, from any thread; what was said is kept. False if there is none to stop. */
    boolean stop() {
        if (!answering || stopped) {
            return false;
        }
        stopped = true;
        Generation generation = running;
        if (generation != null) {
            generation.cancel();
        }
        return true;
    }

    /** Whether somebody still reads the answers. */
    boolean isHeard() {
        return !out.checkError();
    }

    /**
     * Asks, and prints the answer as it comes.
     *
     * @throws org.cria.kernels.CriaException if the message does not fit in the context; the conversation is as it was then
     */
    void say(String message) {
        stopped = false;
        answering = true;
        begun = false;
        try {
            reportGone(conversation.ask(message));
            Answer answer = answer();
            if (answer.tokens == 0 && stopped) {
                conversation.withdraw();
            }
            out.println();
            out.flush();
            reportGone(answer.gone);
            if (answer.full) {
                err.println("[ The context is full: the answer ends here. ]");
            }
            report(answer.timings);
        } finally {
            running = null;
            answering = false;
        }
    }

    /**
     * One answer, which may take several generations.
     *
     * @param gone exchanges that went while it grew
     * @param full whether the context is full of it alone
     */
    private record Answer(int tokens, int gone, boolean full, Timings timings) {
        static final Answer NOTHING = new Answer(0, 0, false, new Timings(0, 0, 0, 0));

        Answer plus(int moreTokens, int moreGone, boolean isFull, Timings more) {
            Timings sum = new Timings(
                    timings.promptTokens() + more.promptTokens(),
                    timings.promptNanos() + more.promptNanos(),
                    timings.generatedTokens() + more.generatedTokens(),
                    timings.generatedNanos() + more.generatedNanos());
            return new Answer(tokens + moreTokens, gone + moreGone, isFull, sum);
        }
    }

    /** When the context fills before the answer ends, older exchanges go and the answer goes on. */
    private Answer answer() {
        Answer answer = Answer.NOTHING;
        TextStream text = model.tokenizer().continuation();
        while (true) {
            int limit = settings.predict();
            int left = limit == GenerationSettings.UNLIMITED ? limit : limit - answer.tokens;
            Generation generation = model.generate(session, conversation.prompt(), settings.withPredict(left));
            int tokens = stream(generation, text);
            boolean full = generation.stopReason().orElseThrow() == StopReason.CONTEXT;
            int gone = full ? conversation.makeRoom() : 0;
            answer = answer.plus(tokens, gone, full && gone == 0, generation.timings());
            if (gone == 0) {
                out.print(text.finish());
                return answer;
            }
        }
    }

    /** Generates to the end, and prints; a reader that went away ends it too. Returns how many tokens there were. */
    private int stream(Generation generation, TextStream text) {
        running = generation;
        if (stopped) {
            generation.cancel();
        }
        int tokens = 0;
        try (PromptProgress progress = new PromptProgress("reading prompt", PromptProgress.onTerminal())) {
            generation.watch((done, total) -> {
                progress.show(done, total);
                return true;
            });
            while (generation.hasNext()) {
                Piece piece = generation.next();
                conversation.append(piece.token());
                tokens++;
                if (!model.tokenizer().vocabulary().endsGeneration(piece.token())) {
                    // Not the piece's own text: that ends with each generation, and with it half a character would.
                    print(text.feed(piece.token()));
                }
                if (!isHeard()) {
                    generation.cancel();
                }
            }
        }
        return tokens;
    }

    /** An answer's first piece often begins with a space, which is no part of what is said. */
    private void print(String fresh) {
        String shown = begun ? fresh : fresh.stripLeading();
        begun |= !shown.isEmpty();
        out.print(shown);
    }

    /** Says that the oldest exchanges went. */
    void reportGone(int exchanges) {
        if (exchanges > 0) {
            String what = exchanges == 1 ? "oldest exchange was" : exchanges + " oldest exchanges were";
            err.println("[ The context is full: the " + what + " forgotten. ]");
        }
    }

    private void report(Timings timings) {
        err.printf(
                Locale.ROOT,
                "[ Prompt: %.1f t/s | Generation: %.1f t/s ]%n",
                timings.promptTokensPerSecond(),
                timings.generatedTokensPerSecond());
    }
}
