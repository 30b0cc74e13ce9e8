package org.cria.server.work;

import java.util.List;
import org.cria.model.generation.Piece;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.serve.Ending;

/** What happens to one of the texts that a request asked for. */
public sealed interface Event {
    /** Which text, from 0. */
    int choice();

    /**
     * It has a slot.
     *
     * @param reused tokens of its prompt that were in the cache
     */
    record Started(int choice, int reused) implements Event {}

    /**
     * How likely a token of the prompt was.
     *
     * @param position its own, 1 or more
     * @param own log-probability
     * @param top the likeliest tokens there
     */
    record Scored(int choice, int position, double own, List<LogProbabilities.Entry> top) implements Event {}

    /**
     * One more token.
     *
     * @param said how many tokens are part of the text so far
     */
    record Said(int choice, Piece piece, int said) implements Event {}

    /** It is over. */
    record Ended(int choice, Ending ending) implements Event {}
}
