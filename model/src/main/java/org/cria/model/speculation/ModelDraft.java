package org.cria.model.speculation;

import java.util.Arrays;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.model.forward.Session;

/** Guesses what another model says, greedily. Its session follows the text: what was wrong there goes when the next guess is made. */
final class ModelDraft implements Draft {
    private final Session session;
    /** Tokens that both models have. */
    private final int shared;

    /** [length or more] */
    private int[] text;

    private int length;
    /** Whether the text has a token that this model lacks: it cannot be read then. */
    private boolean foreign;

    /** @param prompt [tokens] copied */
    ModelDraft(Session session, int shared, int[] prompt) {
        this.session = session;
        this.shared = shared;
        this.text = prompt.clone();
        this.length = prompt.length;
        this.foreign = Arrays.stream(prompt).anyMatch(token -> token >= shared);
    }

    @Override
    public boolean read(Progress listener) {
        return foreign
                || length > session.contextSize()
                || session.prefill(Arrays.copyOf(text, length), listener).isPresent();
    }

    @Override
    public void accept(int token) {
        text = length < text.length ? text : Arrays.copyOf(text, 2 * length);
        text[length++] = token;
        foreign |= token >= shared;
    }

    @Override
    public int[] propose(int most) {
        int count = Math.min(most, session.contextSize() - length + 1);
        if (foreign || count <= 0) {
            return new int[0];
        }
        int[] guesses = new int[count];
        int next = follow();
        for (int i = 0; i < count; i++) {
            if (next >= shared) {
                return Arrays.copyOf(guesses, i);
            }
            guesses[i] = next;
            if (i + 1 < count) {
                next = likeliest(session.best(next, 1));
            }
        }
        return guesses;
    }

    /** Has the session hold the text; the token that it says is next. */
    private int follow() {
        int[] held = session.tokens();
        int common = Arrays.mismatch(held, 0, held.length, text, 0, length);
        if (common == length - 1 || (common < 0 && held.length == length - 1)) {
            session.rewind(length - 1);
            return likeliest(session.best(text[length - 1], 1));
        }
        return likeliest(
                session.prefill(Arrays.copyOf(text, length), Progress.NONE).orElseThrow());
    }

    @Override
    public boolean computes() {
        return true;
    }

    private static int likeliest(Scores scores) {
        return switch (scores) {
            case Scores.Best best -> best.ids()[0];
            case Scores.All all -> {
                int likeliest = 0;
                for (int token = 1; token < all.vocabulary(); token++) {
                    likeliest = all.logit(token) > all.logit(likeliest) ? token : likeliest;
                }
                yield likeliest;
            }
        };
    }
}
