package org.cria.model.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Phase;

/**
 * Sessions of one model that go on together: a pass appends a token to each of them and reads the weights once for all. What comes out is
 * what each would have had alone, to the bit. For one thread at a time.
 */
public final class SessionBatch {
    private final List<Session> sessions;
    /** [rows, vocabulary] what {@link #check} hands out. */
    private float[] checked = new float[0];

    /**
     * Puts sessions together; they stay usable by themselves between passes.
     *
     * @param sessions different ones, of one model, at least one
     */
    public SessionBatch(List<Session> sessions) {
        this.sessions = List.copyOf(sessions);
        if (sessions.isEmpty()
                || new HashSet<>(sessions).size() < sessions.size()
                || sessions.stream()
                        .anyMatch(s -> s.engine() != sessions.getFirst().engine())) {
            throw new IllegalArgumentException(
                    "sessions that go on together are one or more, different ones, of one model; found "
                            + sessions.size());
        }
    }

    /**
     * Appends a token to each session. If that fails, none has changed.
     *
     * @param tokens [sessions]
     * @return [sessions] the logits after each, overwritten by that session's next call
     * @throws org.cria.kernels.CriaException when the context of one is full
     */
    public List<Scores.All> decode(int[] tokens) {
        if (tokens.length != sessions.size()) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens for " + sessions.size() + " sessions, expected one for each");
        }
        return changing(0, () -> pass(tokens));
    }

    /**
     * Appends tokens to each session that may turn out to be wrong, and hands out the logits after every one of them, which are those that
     * decoding them one by one gives, to the bit. Alone, a session {@linkplain Session#stopWhen may stop} the pass. If it fails, none has
     * changed.
     *
     * @param tokens for each session [1 or more], together at most {@link Engine#batchRows} and {@link Engine#scoredRows}
     * @return for each session the logits after each of its tokens, overwritten by the next such call of this batch
     * @throws org.cria.kernels.CriaException when the context of one is full
     */
    public List<List<Scores.All>> check(List<int[]> tokens) {
        int rows = tokens.stream().mapToInt(each -> each.length).sum();
        Engine engine = sessions.getFirst().engine();
        if (tokens.size() != sessions.size() || rows > Math.min(engine.batchRows(), engine.scoredRows())) {
            throw new IllegalArgumentException(rows + " tokens for " + tokens.size() + " of " + sessions.size()
                    + " sessions, expected at most " + Math.min(engine.batchRows(), engine.scoredRows())
                    + " together and some for each");
        }
        return changing(0, () -> checkAll(tokens));
    }

    private List<List<Scores.All>> checkAll(List<int[]> tokens) {
        List<CachedTokens.Part> parts = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            session.engine().checkFits(session.length() + tokens.get(i).length);
            parts.add(new CachedTokens.Part(session.cached(), tokens.get(i), 0));
        }
        BooleanSupplier stop = sessions.size() == 1 ? sessions.getFirst().stop : () -> false;
        return CachedTokens.appendAll(Phase.DECODE, parts, stop, output -> {
            int vocabulary = output.columns();
            if (checked.length < output.rows() * vocabulary) {
                checked = new float[output.rows() * vocabulary];
            }
            System.arraycopy(output.values(), 0, checked, 0, output.rows() * vocabulary);
            List<List<Scores.All>> scores = new ArrayList<>();
            int row = 0;
            for (int[] own : tokens) {
                List<Scores.All> rows = new ArrayList<>();
                for (int i = 0; i < own.length; i++, row++) {
                    rows.add(new Scores.All(checked, row * vocabulary, vocabulary));
                }
                scores.add(rows);
            }
            return scores;
        });
    }

    /** Makes the pass when all sessions from {@code next} on are held. */
    private <T> T changing(int next, Supplier<T> pass) {
        return next == sessions.size() ? pass.get() : sessions.get(next).change(() -> changing(next + 1, pass));
    }

    private List<Scores.All> pass(int[] tokens) {
        sessions.forEach(session -> session.engine().checkFits(session.length() + 1));
        int most = sessions.getFirst().engine().batchRows();
        List<Scores.All> scores = new ArrayList<>();
        List<CachedTokens> done = new ArrayList<>();
        try {
            for (int first = 0; first < tokens.length; first += most) {
                List<Session> part = sessions.subList(first, Math.min(first + most, tokens.length));
                List<CachedTokens.Part> rows = new ArrayList<>();
                for (int i = 0; i < part.size(); i++) {
                    rows.add(new CachedTokens.Part(part.get(i).cached(), new int[] {tokens[first + i]}, 0));
                }
                scores.addAll(CachedTokens.appendAll(Phase.DECODE, rows, () -> false, output -> {
                    List<Scores.All> kept = new ArrayList<>();
                    for (int i = 0; i < part.size(); i++) {
                        kept.add(part.get(i).keep(output.scores(i)));
                    }
                    return kept;
                }));
                rows.forEach(row -> done.add(row.cached()));
            }
            return scores;
        } catch (RuntimeException | Error e) {
            done.forEach(session -> session.truncate(session.length() - 1));
            throw e;
        }
    }
}
