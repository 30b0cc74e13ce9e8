package org.cria.model.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    private final EnergyMeter energy;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /** @param goOn asked between tokens and batches; a measurement that is told to stop has no result */
    public Bench(Model model, EnergyMeter energy, BooleanSupplier goOn) {
        this.model = model;
        this.energy = energy;
        this.goOn = goOn;
    }

    /** What the measured runs of a test took. */
    private static final class Taken {
        private final List<Long> nanos = new ArrayList<>();
        private final List<Long> firsts = new ArrayList<>();
        private final List<Long> steps = new ArrayList<>();
        private final Map<EnergyDomain, Double> joules = new EnumMap<>(EnergyDomain.class);

        Samples samples(int tokens) {
            return new Samples(tokens, nanos, new Latencies(firsts), new Latencies(steps), joules);
        }
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
            Taken taken = new Taken();
            for (int run = warmUp ? -1 : 0; run < repetitions; run++) {
                sessions.forEach(session -> session.rewind(trial.depth()));
                int[] generated = tokens(trial.generatedTokens());
                if (!once(sessions, trial, prompt, generated, run < 0 ? new Taken() : taken)) {
                    return Optional.empty();
                }
            }
            return Optional.of(taken.samples(trial.tokens()));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private boolean once(List<Session> sessions, Trial trial, int[] prompt, int[] generated, Taken taken) {
        Map<EnergyDomain, Double> before = energy.joules();
        long start = System.nanoTime();
        if (trial.promptTokens() > 0) {
            for (Session session : sessions) {
                if (!prefill(session, prompt)) {
                    return false;
                }
                taken.firsts.add(System.nanoTime() - start);
            }
        }
        if (!generate(sessions, generated, taken)) {
            return false;
        }
        taken.nanos.add(System.nanoTime() - start);
        Map<EnergyDomain, Double> after = energy.joules();
        taken.joules.keySet().retainAll(after.keySet());
        before.forEach((domain, joules) -> {
            Double now = after.get(domain);
            if (now != null) {
                taken.joules.merge(domain, now - joules, Double::sum);
            }
        });
        return true;
    }

    private boolean generate(List<Session> sessions, int[] generated, Taken taken) {
        SessionBatch together = new SessionBatch(sessions);
        int[] each = new int[sessions.size()];
        long last = System.nanoTime();
        for (int token : generated) {
            if (!goOn()) {
                return false;
            }
            if (sessions.size() == 1) {
                sessions.getFirst().decode(token);
            } else {
                Arrays.fill(each, token);
                together.decode(each);
            }
            long now = System.nanoTime();
            taken.steps.add(now - last);
            last = now;
        }
        return true;
    }

    private boolean prefill(Session session, int[] tokens) {
        Progress listener = (done, total) -> done == total || goOn();
        return session.prefill(tokens, listener).isPresent();
    }

    private boolean goOn() {
        energy.keepUp();
        return goOn.getAsBoolean();
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
