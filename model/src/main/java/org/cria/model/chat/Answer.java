package org.cria.model.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.generation.Timings;
import org.cria.model.grammar.GrammarBinding;
import org.jspecify.annotations.Nullable;

/**
 * An answer being given: an iterator that computes the next token when asked, and adds it to the conversation. When the context fills
 * before the answer ends, older exchanges go and it goes on, in a generation of its own. For one thread, save {@link #cancel}.
 */
public final class Answer implements Iterator<Piece> {
    private final Chat chat;
    private final GenerationSettings settings;
    private final AnswerText text;
    /** Tokens of the reply that were there before. */
    private final int replyStart;

    private final Thoughts thoughts;
    private final boolean beginsInThought;
    /** [tokens] those of the answer so far. */
    private final List<Integer> answered = new ArrayList<>();
    /** Tokens that were thought. */
    private int thought;

    private Progress progress = Progress.NONE;
    private Consumer<Thoughts.Part> listener = part -> {};
    private volatile Generation generation;
    private volatile boolean cancelled;
    /** Of the generations before this one. */
    private Timings before = Timings.NONE;

    private int tokens;
    private int forgotten;
    private @Nullable StopReason stopReason;
    private String heldBack = "";

    /** @param forgotten exchanges that went for the message */
    Answer(Chat chat, GenerationSettings settings, int forgotten) {
        this.chat = chat;
        this.settings = settings;
        this.replyStart = chat.conversation().replyLength();
        this.text = new AnswerText(chat.conversation().tokenizer(), settings.stops(), replyStart > 0);
        this.thoughts = chat.conversation().thoughts();
        this.beginsInThought = thoughts.isInside();
        this.forgotten = forgotten;
        this.generation = generation(0);
    }

    /** Goes on after so many tokens. Stop strings are looked for in the whole answer, and there is one limit for all of it. */
    private Generation generation(int generated) {
        GenerationSettings rest = settings.withStops(List.of());
        if (settings.predict() != GenerationSettings.UNLIMITED) {
            rest = rest.withPredict(Math.max(0, settings.predict() - generated));
        }
        if (rest.grammar().isPresent()) {
            rest = rest.withGrammar(binding(rest.grammar().get()));
        }
        Conversation conversation = chat.conversation();
        return new Generation(conversation.tokenizer(), chat.session(), conversation.prompt(), rest)
                .watch((done, total) -> progress.goOn(done, total));
    }

    /** The grammar goes on where it was; it holds behind a thought that is open at the begin. */
    private GrammarBinding binding(GrammarBinding given) {
        Conversation conversation = chat.conversation();
        return conversation
                .template()
                .thinking()
                .filter(marks -> beginsInThought)
                .map(marks -> given.afterThought(marks.end()))
                .orElse(given)
                .resumed(answered);
    }

    /** Watches the reading of the message, and of what is to be read again where older exchanges went. */
    public Answer watch(Progress watcher) {
        progress = watcher;
        return this;
    }

    /** Hears the text as it becomes sure, what is thought told from what is said. The text of pieces has both, with the marks between. */
    public Answer tell(Consumer<Thoughts.Part> hearer) {
        listener = hearer;
        return this;
    }

    /**
     * Ends the answer at once, in the middle of a token or the prompt; what was said stays. An answer that has not begun takes the message
     * back with it. From any thread.
     */
    public void cancel() {
        cancelled = true;
        generation.cancel();
    }

    /**
     * Whether another token follows; computes its scores, which is where the time goes.
     *
     * @throws CriaException if the model yields no distribution
     * @throws IllegalStateException if something else was begun in the chat, or its session, meanwhile
     */
    @Override
    public boolean hasNext() {
        if (stopReason == null) {
            if (!chat.isLatest(this)) {
                throw new IllegalStateException("another answer was begun in the same chat");
            }
            if (!generation.hasNext()) {
                end(generation.stopReason().orElseThrow());
            }
        }
        return stopReason == null;
    }

    /** The next token, with the text that is sure with it. */
    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the answer ended: " + stopReason);
        }
        Piece piece = generation.next();
        append(piece.token());
        String fresh = text.feed(piece.token(), generation.isWhole());
        thoughts.feed(piece.token(), fresh).forEach(listener);
        thought += thoughts.isInside() ? 1 : 0;
        if (text.isStopped()) {
            stopReason = StopReason.STOP;
            generation.settle();
            chat.conversation().shorten(replyStart + text.tokensSaid());
            thoughts.finish("").forEach(listener);
        } else if (generation.stopReason().isPresent() && !goesOn()) {
            stopReason = generation.stopReason().orElseThrow();
            String rest = text.finish();
            thoughts.finish(rest).forEach(listener);
            fresh += rest;
        } else if (thoughts.isInside() && isThoughtOver()) {
            fresh += endThought();
        }
        return new Piece(piece.token(), fresh, piece.logprob(), piece.top());
    }

    private void append(int token) {
        chat.conversation().append(token);
        answered.add(token);
        tokens++;
    }

    private boolean isThoughtOver() {
        return settings.reasoningBudget() != GenerationSettings.UNLIMITED && thought >= settings.reasoningBudget();
    }

    /** Ends the thought in the model's stead, and goes on after it. Returns what that prints. */
    private String endThought() {
        StringBuilder printed = new StringBuilder();
        for (int token : chat.conversation().endOfThought()) {
            append(token);
            String fresh = text.feed(token, false);
            thoughts.feed(token, fresh).forEach(listener);
            printed.append(fresh);
        }
        before = timings();
        generation = generation(tokens);
        if (cancelled) {
            generation.cancel();
        }
        return printed.toString();
    }

    /** Makes room where the context is full. False if the answer ends here. */
    private boolean goesOn() {
        int gone = generation.stopReason().orElseThrow() == StopReason.CONTEXT ? chat.makeRoom() : 0;
        if (gone > 0) {
            forgotten += gone;
            before = timings();
            generation = generation(tokens);
            if (cancelled) {
                generation.cancel();
            }
        }
        return gone > 0;
    }

    /** Between two tokens, or before the first. */
    private void end(StopReason reason) {
        stopReason = reason;
        heldBack = text.finish();
        thoughts.finish(heldBack).forEach(listener);
        if (reason == StopReason.CANCELLED && tokens == 0) {
            chat.conversation().withdraw();
        }
    }

    /** Computes the answer to its end; the text of what was not asked for yet. */
    public String complete() {
        return complete(fresh -> {});
    }

    /**
     * The same.
     *
     * @param listener receives the text piece by piece, as it becomes sure
     */
    public String complete(Consumer<String> listener) {
        StringBuilder all = new StringBuilder();
        Consumer<String> both = fresh -> {
            if (!fresh.isEmpty()) {
                all.append(fresh);
                listener.accept(fresh);
            }
        };
        forEachRemaining(piece -> both.accept(piece.text()));
        both.accept(heldBack);
        return all.toString();
    }

    /** Why it ended, {@link StopReason#CONTEXT} where the context is full and nothing was left to go; empty while it goes on. */
    public Optional<StopReason> stopReason() {
        return Optional.ofNullable(stopReason);
    }

    /**
     * The text that a cancelled answer still held back: what might have become a stop string or a whole character. Empty after any
     * other end, where the last piece has it.
     */
    public String heldBack() {
        return heldBack;
    }

    /** The seed in use, also where the settings ask for a new one; where the answer went on after exchanges went, that of its last part. */
    public long seed() {
        return generation.seed();
    }

    /** How many tokens there are so far, with one that ended it. */
    public int tokens() {
        return tokens;
    }

    /** How many exchanges went so far for the message and the answer to fit. */
    public int forgotten() {
        return forgotten;
    }

    /** What it took so far, all generations together. */
    public Timings timings() {
        return before.plus(generation.timings());
    }
}
