package org.cria.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.speculation.DraftCounts;

/**
 * What a generation gave, to the bit.
 *
 * @param pieces tokens, texts, and bits of log-probabilities
 * @param end why it ended
 * @param held tokens of the session afterwards
 * @param next bits of the logits after one more token; empty where the context is full
 */
record Said(List<String> pieces, String end, List<Integer> held, List<Integer> next) {
    /** With what became of its drafts. */
    record Drafted(Said said, DraftCounts counts) {}

    /** Of a session that nothing was in before. */
    static Said of(Model model, int[] prompt, GenerationSettings settings) {
        return drafted(model, prompt, settings).said();
    }

    static Drafted drafted(Model model, int[] prompt, GenerationSettings settings) {
        try (Session session = model.newSession()) {
            Generation generation = model.generate(session, prompt, settings);
            List<String> pieces = new ArrayList<>();
            generation.forEachRemaining(piece -> pieces.add(piece.token() + " '" + piece.text() + "' "
                    + Double.doubleToLongBits(piece.logprob()) + " " + piece.top()));
            List<Integer> held = Arrays.stream(session.tokens()).boxed().toList();
            List<Integer> next = new ArrayList<>();
            if (session.length() < session.contextSize()) {
                for (float logit : session.decode(7).toArray()) {
                    next.add(Float.floatToRawIntBits(logit));
                }
            }
            Said said = new Said(pieces, generation.stopReason().orElseThrow().toString(), held, next);
            return new Drafted(said, generation.timings().drafts());
        }
    }

    /** [tokens] */
    int[] tokens() {
        return pieces.stream()
                .mapToInt(piece -> Integer.parseInt(piece.substring(0, piece.indexOf(' '))))
                .toArray();
    }
}
