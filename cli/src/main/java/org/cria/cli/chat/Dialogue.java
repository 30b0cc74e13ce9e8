package org.cria.cli.chat;

import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Branch;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.generation.Timings;
import org.cria.model.sample.Sampler;
import org.jspecify.annotations.Nullable;

/** Asks the model and streams its answers. For one thread, except {@link #stop}. */
public final class Dialogue {
    private final Chat chat;
    private final Screen screen;
    private volatile boolean answering;
    private volatile boolean stopped;
    private volatile @Nullable Generation running;
    /** How often the latest message was answered again. */
    private int attempt;

    public Dialogue(Chat chat, Screen screen) {
        this.chat = chat;
        this.screen = screen;
    }

    Chat chat() {
        return chat;
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
        Generation generation = running;
        if (generation != null) {
            generation.cancel();
        }
        return true;
    }

    /** Whether an answer is being given, be it that it has been asked to stop. */
    boolean isAnswering() {
        return answering;
    }

    /** Whether an answer was stopped since this was asked last. */
    boolean takeStop() {
        boolean was = stopped;
        stopped = false;
        return was;
    }

    /** Whether somebody still reads the answers. */
    boolean isHeard() {
        return !screen.out().checkError();
    }

    /**
     * Asks, and prints the answer as it comes.
     *
     * @return whether the answer came to an end, rather than to the end of the context
     * @throws CriaException if the message does not fit in the context; the conversation is as it was then
     */
    public boolean say(String message) {
        begin();
        try {
            attempt = 0;
            Branch branch = chat.branches().current();
            reportGone(branch.ask(chat.withAttached(message)).exchanges());
            chat.detach();
            return finish(branch, answer(branch));
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
        Branch branch = chat.branches().current();
        if (branch.conversation().exchanges() == 0) {
            throw new CriaException("there is no answer to give again. Say something first.");
        }
        begin();
        try {
            attempt++;
            branch.conversation().retract();
            return finish(branch, answer(branch));
        } finally {
            end();
        }
    }

    private void begin() {
        stopped = false;
        answering = true;
    }

    private void end() {
        running = null;
        answering = false;
    }

    private boolean finish(Branch branch, Answer answer) {
        screen.out().println();
        screen.out().flush();
        reportGone(answer.gone);
        if (stopped && answer.tokens == 0) {
            branch.conversation().withdraw();
            screen.note("[ Stopped before the answer began: the message is taken back. ]");
        } else if (stopped) {
            screen.note("[ Stopped: what was said stays. ]");
        }
        if (answer.full) {
            screen.note("[ The context is full: the answer ends here. ]");
        }
        chat.statistics().add(answer.timings);
        String device = chat.model().device();
        screen.note(Statistics.line(
                answer.timings,
                branch.session().length(),
                branch.session().contextSize(),
                device.contains(":") ? device.substring(0, device.indexOf(':')) : device));
        return !answer.full;
    }

    /**
     * One answer, which may take several generations.
     *
     * @param gone exchanges that went while it grew
     * @param full whether the context is full, and nothing is to go
     */
    private record Answer(int tokens, int gone, boolean full, Timings timings) {}

    /** When the context fills before the answer ends, older exchanges go and the answer goes on. */
    private Answer answer(Branch branch) {
        int tokens = 0;
        Timings timings = new Timings(0, 0, 0, 0);
        int gone = 0;
        Reply reply = new Reply(chat.model().tokenizer().continuation(), screen.styled() ? new Markdown() : null);
        while (true) {
            GenerationSettings settings = settings(tokens);
            Generation generation = chat.model()
                    .generate(branch.session(), branch.conversation().prompt(), settings);
            tokens += stream(branch, generation, reply);
            timings = Statistics.sum(timings, generation.timings());
            boolean full = generation.stopReason().orElseThrow() == StopReason.CONTEXT;
            int more = full ? branch.makeRoom().exchanges() : 0;
            gone += more;
            if (more == 0) {
                screen.out().print(reply.finish());
                return new Answer(tokens, gone, full, timings);
            }
        }
    }

    /** A fixed seed would give the same answer again, so each attempt draws from the next one. */
    private GenerationSettings settings(int generated) {
        GenerationSettings settings = chat.settings().current();
        int limit = settings.predict();
        long seed = settings.get(Sampler.SEED);
        if (seed != Sampler.NEW_SEED) {
            settings = settings.with(Sampler.SEED, seed + attempt);
        }
        return limit == GenerationSettings.UNLIMITED ? settings : settings.withPredict(limit - generated);
    }

    /** Generates to the end, and prints; a reader that went away ends it too. Returns how many tokens there were. */
    private int stream(Branch branch, Generation generation, Reply reply) {
        running = generation;
        if (stopped) {
            generation.cancel();
        }
        int tokens = 0;
        try (PromptProgress progress =
                new PromptProgress("reading prompt", screen.progress(), screen.notes(), screen.width())) {
            generation.watch((done, total) -> {
                progress.show(done, total);
                return true;
            });
            while (generation.hasNext()) {
                Piece piece = generation.next();
                branch.conversation().append(piece.token());
                tokens++;
                if (!chat.model().tokenizer().vocabulary().endsGeneration(piece.token())) {
                    // Not the piece's own text: that ends with each generation, and with it half a character would.
                    screen.out().print(reply.feed(piece.token()));
                }
                if (!isHeard()) {
                    generation.cancel();
                }
            }
        }
        return tokens;
    }

    /** Says that the oldest exchanges went. */
    void reportGone(int exchanges) {
        if (exchanges > 0) {
            String what = exchanges == 1 ? "oldest exchange was" : exchanges + " oldest exchanges were";
            screen.note("[ The context is full: the " + what + " forgotten. ]");
        }
    }
}
