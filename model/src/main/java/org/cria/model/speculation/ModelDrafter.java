package org.cria.model.speculation;

import org.cria.kernels.CriaException;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Another model that guesses, a smaller one with the same vocabulary. Its one session goes from text to text, and keeps what they share; for
 * one text at a time, since others would have it read again. Owns the session.
 */
public final class ModelDrafter implements Drafter, AutoCloseable {
    /** Vocabularies of one family are padded to different sizes: Qwen 2.5's differ by 128. */
    private static final int PADDING = 128;

    private final Session session;
    private final int shared;

    /**
     * Has a model guess for another one.
     *
     * @param session of the model that guesses
     * @param own its vocabulary
     * @param place its file, for messages
     * @param others that of the model whose text it is
     * @throws CriaException if a token is not the same in both
     */
    public ModelDrafter(Session session, Vocabulary own, String place, Vocabulary others) {
        this.session = session;
        this.shared = Math.min(own.size(), others.size());
        if (Math.abs(own.size() - others.size()) > PADDING) {
            throw new CriaException(place + ": the vocabulary has " + own.size() + " tokens, expected the model's "
                    + others.size() + ". Choose a draft of the same family.");
        }
        for (int token = 0; token < shared; token++) {
            if (!own.piece(token).equals(others.piece(token))) {
                throw new CriaException(place + ": token " + token + " is '" + own.piece(token)
                        + "', expected the model's '" + others.piece(token) + "'. Choose a draft of the same family.");
            }
        }
    }

    @Override
    public Draft begin(int[] prompt) {
        return new ModelDraft(session, shared, prompt);
    }

    @Override
    public void close() {
        session.close();
    }
}
