package org.cria.model.eval;

import java.util.List;
import org.cria.model.Model;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;

/** A model of this JVM. For one thread; others may use the model meanwhile. */
public final class ModelRespondent implements Respondent {
    private final Model model;
    private final Likelihoods likelihoods;
    private final Writings writings;
    private final Runnable closing;

    private ModelRespondent(Model model, Scheduler scheduler, Runnable closing) {
        this.model = model;
        this.likelihoods = new Likelihoods(model.engine());
        this.writings = new Writings(model, scheduler);
        this.closing = closing;
    }

    /** One that writes so many texts at a time. */
    public static ModelRespondent of(Model model, int slots) {
        Scheduler own = new Scheduler(
                model.engine(), model.tokenizer(), ServeSettings.defaults().withSlots(slots));
        return new ModelRespondent(model, own, own::close);
    }

    /** One that has texts written by a scheduler that is there already, and stays. */
    public static ModelRespondent with(Model model, Scheduler scheduler) {
        return new ModelRespondent(model, scheduler, () -> {});
    }

    @Override
    public void answer(Requests requests, Hearer hearer) {
        switch (requests) {
            case Requests.Scores scores -> score(scores.asked(), hearer);
            case Requests.Texts texts -> writings.of(texts, hearer);
        }
    }

    /** In batches that fit in the cache beside what they share. */
    private void score(List<PairEncoder.Scored> asked, Hearer hearer) {
        int from = 0;
        boolean goesOn = true;
        while (goesOn && from < asked.size()) {
            int to = end(asked, from);
            goesOn = hearer.heard(from, likelihoods.of(asked.subList(from, to)));
            from = to;
        }
    }

    private int end(List<PairEncoder.Scored> asked, int from) {
        int tokens = 0;
        int to = from + 1;
        while (to < asked.size()) {
            int[] input = asked.get(to).input();
            tokens += input.length - Likelihoods.shared(input, asked.get(to - 1).input());
            if (tokens > model.contextSize()) {
                break;
            }
            to++;
        }
        return to;
    }

    @Override
    public void close() {
        likelihoods.close();
        closing.run();
    }
}
