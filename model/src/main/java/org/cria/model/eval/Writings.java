package org.cria.model.eval;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.cria.model.Model;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;

/** Has a model go on behind prompts, the likeliest token each time, several at once. */
final class Writings {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(3650);

    private final Model model;
    private final int slots;

    Writings(Model model, int slots) {
        this.model = model;
        this.slots = slots;
    }

    /**
     * Writes behind each prompt.
     *
     * @param prompts [tokens] each
     * @param until texts that end what is written, and are no part of it
     * @param tokens the most that are written
     * @param done is told each text by its prompt's number when it is there, one at a time; false ends all
     */
    void of(List<int[]> prompts, List<String> until, int tokens, Done done) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(tokens)
                .withStops(until);
        boolean taken = model.tokenizer().vocabulary().addSpacePrefix();
        List<Job> jobs = prompts.stream()
                .map(prompt -> new Job(prompt, settings, false, AS_LONG_AS_IT_TAKES))
                .toList();
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            listeners.add(new Listener());
        }
        try (Scheduler scheduler = new Scheduler(
                model.engine(), model.tokenizer(), ServeSettings.defaults().withSlots(slots))) {
            scheduler.submit(jobs, List.copyOf(listeners));
            for (int i = 0; i < listeners.size(); i++) {
                String text = listeners.get(i).text();
                if (!done.written(i, taken && text.startsWith(" ") ? text.substring(1) : text)) {
                    return;
                }
            }
        }
    }

    /** Hears of texts. */
    @FunctionalInterface
    interface Done {
        /** Hears of one; whether to go on. */
        boolean written(int prompt, String text);
    }

    /** Gathers a text. */
    private static final class Listener implements JobListener {
        private final StringBuilder said = new StringBuilder();
        private final CompletableFuture<String> whole = new CompletableFuture<>();

        @Override
        public void said(Piece piece, int count) {
            said.append(piece.text());
        }

        @Override
        public void ended(Ending ending) {
            switch (ending) {
                case Ending.Complete _ -> whole.complete(said.toString());
                case Ending.Broken _ -> whole.cancel(false);
                case Ending.Failed(Throwable failure, var _) -> whole.completeExceptionally(failure);
            }
        }

        String text() {
            try {
                return whole.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        }
    }
}
