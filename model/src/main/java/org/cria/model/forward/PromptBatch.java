package org.cria.model.forward;

import java.util.HashSet;
import java.util.List;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;

/**
 * Parts of several prompts that are read in one pass, so that the weights are read once for all. What comes out is what each would have
 * had alone, to the bit. For one thread at a time.
 *
 * @param parts of different sessions of one model, at least one, with at most {@link Engine#batchRows} tokens together, of which at most
 *     {@link Engine#scoredRows} are scored
 */
public record PromptBatch(List<Part> parts) {
    /**
     * The next tokens of one prompt.
     *
     * @param tokens at least one
     * @param firstScored index of the first after which the logits are wanted; as many as there are tokens where none are
     * @param consumer is given them, each before the pass ends
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed for one pass, compared by nobody
    public record Part(Session session, int[] tokens, int firstScored, LogitsConsumer consumer) {
        public Part {
            if (tokens.length == 0 || firstScored < 0 || firstScored > tokens.length) {
                throw new IllegalArgumentException(
                        "a part has tokens, found " + tokens.length + ", scored from " + firstScored + " on");
            }
        }
    }

    public PromptBatch {
        parts = List.copyOf(parts);
        Engine engine = parts.isEmpty() ? null : parts.getFirst().session.engine();
        if (engine == null
                || parts.stream().anyMatch(part -> part.session.engine() != engine)
                || new HashSet<>(parts.stream().map(Part::session).toList()).size() < parts.size()) {
            throw new IllegalArgumentException(
                    "prompts that are read together are of one or more sessions, different ones, of one model; found "
                            + parts.size());
        }
        int rows = parts.stream().mapToInt(part -> part.tokens.length).sum();
        int scored = parts.stream()
                .mapToInt(part -> part.tokens.length - part.firstScored)
                .sum();
        if (rows > engine.batchRows() || scored > engine.scoredRows()) {
            throw new IllegalArgumentException(rows + " tokens in one pass, " + scored
                    + " of them scored, expected at most " + engine.batchRows() + " and " + engine.scoredRows());
        }
    }

    /**
     * Reads them. If that fails, no session has changed.
     *
     * @throws org.cria.kernels.CriaException when the context of one is full
     */
    public void read() {
        changing(0);
    }

    /** Makes the pass when all sessions from {@code next} on are held. */
    private int changing(int next) {
        return next == parts.size() ? pass() : parts.get(next).session.change(() -> changing(next + 1));
    }

    private int pass() {
        parts.forEach(part -> part.session.engine().checkFits(part.session.length() + part.tokens.length));
        List<CachedTokens.Part> rows = parts.stream()
                .map(part -> new CachedTokens.Part(part.session.cached(), part.tokens, part.firstScored))
                .toList();
        return CachedTokens.appendAll(Phase.PREFILL, rows, () -> false, this::handOut);
    }

    private int handOut(Output output) {
        int row = 0;
        for (Part part : parts) {
            int end = part.session.length();
            for (int i = part.firstScored; i < part.tokens.length; i++, row++) {
                part.consumer.accept(end - part.tokens.length + i, output.scores(row));
            }
        }
        return row;
    }
}
