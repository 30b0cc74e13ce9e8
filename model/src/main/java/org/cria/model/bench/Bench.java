package org.cria.model.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.forward.Session;
import org.cria.model.forward.SessionBatch;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Measures a model's forward pass: random tokens, nothing tokenised, nothing sampled. Between repetitions the session goes back
 * to where the test begins, so the tokens before it are computed once.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/llama-bench">llama-bench</a>
 */
public final class Bench {
    private static final long SEED = 1;

    private final Model model;
    private final BooleanSupplier goOn;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /** @param goOn asked between tokens and batches; a measurement that is told to stop has no result */
    public Bench(Model model, BooleanSupplier goOn) {
        this.model = model;
        this.goOn = goOn;
    }

    /**
     * Runs a test once unmeasured, unless told not to, and then {@code repetitions} times.
     *
     * <p>The unmeasured run is a whole one, where llama-bench decodes one token only: compiled code comes with use.
     *
     * @param trial fits the model's context
     */
    public Optional<Samples> measure(Trial trial, int repetitions, boolean warmUp) {
        List<Session> sessions = new ArrayList<>();
        try {
            int[] prompt = tokens(trial.depth() + trial.promptTokens());
            for (int i = 0; i < trial.sequences(); i++) {
                sessions.add(model.newSession());
                if (trial.depth() > 0 && !prefill(sessions.getLast(), Arrays.copyOf(prompt, trial.depth()))) {
                    return Optional.empty();
                }
            }
            List<Long> nanos = new ArrayList<>();
            for (int run = warmUp ? -1 : 0; run < repetitions; run++) {
                sessions.forEach(session -> session.rewind(trial.depth()));
                int[] generated = tokens(trial.generatedTokens());
                long start = System.nanoTime();
                if (!once(sessions, trial, prompt, generated)) {
                    return Optional.empty();
                }
                if (run >= 0) {
                    nanos.add(System.nanoTime() - start);
                }
            }
            return Optional.of(new Samples(trial.tokens(), nanos));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private boolean once(List<Session> sessions, Trial trial, int[] prompt, int[] generated) {
        if (trial.promptTokens() > 0 && !prefill(sessions.getFirst(), prompt)) {
            return false;
        }
        SessionBatch together = new SessionBatch(sessions);
        int[] each = new int[sessions.size()];
        for (int token : generated) {
            if (!goOn.getAsBoolean()) {
                return false;
            }
            if (sessions.size() == 1) {
                sessions.getFirst().decode(token);
            } else {
                Arrays.fill(each, token);
                together.decode(each);
            }
        }
        return true;
    }

    private boolean prefill(Session session, int[] tokens) {
        Progress listener = (done, total) -> done == total || goOn.getAsBoolean();
        return session.prefill(tokens, listener).isPresent();
    }

    /** Random ones, the first the begin of a text where the model wants one. */
    private int[] tokens(int count) {
        Vocabulary vocabulary = model.tokenizer().vocabulary();
        int[] tokens = random.ints(count, 0, model.config().vocabulary()).toArray();
        if (count > 0 && vocabulary.addBos()) {
            tokens[0] = vocabulary.bos().orElseThrow();
        }
        return tokens;
    }
}
