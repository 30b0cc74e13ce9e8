package org.cria.model.eval;

import java.util.List;

/** What answers requests: a model of this JVM, {@link ModelRespondent}, or others elsewhere. */
public interface Respondent extends AutoCloseable {
    /**
     * LoggedResponses requests.
     *
     * @param requests in their {@link Requests#order}
     * @param hearer hears of each answer once, in whatever order they come, on one thread at a time
     */
    void answer(Requests requests, Hearer hearer);

    @Override
    void close();

    /** Hears of answers as they come. */
    @FunctionalInterface
    interface Hearer {
        /**
         * Hears of some.
         *
         * @param first the number of the first one's request; the others are those of the requests behind it
         * @return whether to go on
         */
        boolean heard(int first, List<? extends Response> answers);
    }
}
