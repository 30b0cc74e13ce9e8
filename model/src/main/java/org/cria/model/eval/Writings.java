package org.cria.model.eval;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.cria.model.Model;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.Ticket;

/** Has a model go on behind prompts, the likeliest token each time, several at once. */
final class Writings {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(3650);

    private final Model model;
    private final Scheduler scheduler;

    Writings(Model model, Scheduler scheduler) {
        this.model = model;
        this.scheduler = scheduler;
    }

    /** Writes behind each prompt; the hearer hears of them in order. */
    void of(Requests.Texts requests, Respondent.Hearer hearer) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(requests.tokens())
                .withStops(requests.until());
        boolean taken = model.tokenizer().vocabulary().addSpacePrefix();
        List<Job> jobs = requests.prompts().stream()
                .map(prompt -> new Job(prompt, settings, false, AS_LONG_AS_IT_TAKES))
                .toList();
        List<Listener> listeners =
                Stream.generate(Listener::new).limit(jobs.size()).toList();
        List<Ticket> tickets = scheduler.submit(jobs, List.copyOf(listeners));
        boolean goesOn = true;
        try {
            for (int i = 0; goesOn && i < listeners.size(); i++) {
                String text = listeners.get(i).text();
                String own = taken && text.startsWith(" ") ? text.substring(1) : text;
                goesOn = hearer.heard(i, List.of(new Response.Text(own)));
            }
        } finally {
            tickets.forEach(Ticket::cancel); // of no effect on what is over
        }
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
