package org.cria.model.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.cria.model.generation.Piece;
import org.cria.model.sample.LogProbabilities;

/** What a scheduler told of a job. */
final class Heard implements JobListener {
    final CompletableFuture<Integer> started = new CompletableFuture<>();
    final CompletableFuture<Ending> ending = new CompletableFuture<>();
    /** Token, text and the bits of its log-probability, each as a text. */
    final List<String> pieces = new ArrayList<>();

    private final IntConsumer watcher;
    private int[] prompt = {};

    Heard() {
        this(count -> {});
    }

    /** @param watcher is told how many tokens there are, at each */
    Heard(IntConsumer watcher) {
        this.watcher = watcher;
    }

    /** Listens for the log-probabilities of this prompt's tokens too. */
    Heard of(int[] tokens) {
        prompt = tokens;
        return this;
    }

    @Override
    public void started(int reused) {
        started.complete(reused);
    }

    @Override
    public void scored(int position, LogProbabilities next) {
        pieces.add(position + ": " + Double.doubleToLongBits(next.of(prompt[position + 1])));
    }

    @Override
    public void said(Piece piece, int said) {
        pieces.add(text(piece));
        watcher.accept(pieces.size());
    }

    static String text(Piece piece) {
        return piece.token() + " '" + piece.text() + "' " + Double.doubleToLongBits(piece.logprob()) + piece.top();
    }

    @Override
    public void ended(Ending how) {
        if (!ending.complete(how)) {
            throw new AssertionError("ended twice: " + how);
        }
    }

    Ending await() {
        return ending.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
