package org.cria.model.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Phase;

/**
 * Sessions of one model that go on together: a pass appends a token to each of them and reads the weights once for all. What comes out is
 * what each would have had alone, to the bit. For one thread at a time.
 */
public final class SessionBatch {
    private final List<Session> sessions;

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
        return changing(0, tokens);
    }

    /** Makes the pass when all sessions from {@code next} on are held. */
    private List<Scores.All> changing(int next, int[] tokens) {
        return next == sessions.size() ? pass(tokens) : sessions.get(next).change(() -> changing(next + 1, tokens));
    }

    private List<Scores.All> pass(int[] tokens) {
        sessions.forEach(session -> session.checkFits(session.length() + 1));
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
                scores.addAll(CachedTokens.appendAll(Phase.DECODE, rows, output -> {
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
