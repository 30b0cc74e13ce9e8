package org.cria.model.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.sample.Penalties;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.model.speculation.Draft;
import org.cria.model.speculation.Speculation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same job has the same text and the same probabilities, bit for bit, whoever else is served and whatever was before. */
final class SameAnswerTest {
    private static final int JOBS = 20;

    @TempDir
    Path folder;

    /** In F32 prompts and single tokens are multiplied in different orders, in Q8_0 in one. */
    @ParameterizedTest(name = "{0}, {1} slots, seed {2}")
    @CsvSource({"F32, 3, 2", "Q8_0, 3, 5"})
    void inRandomCompany(String format, int slots, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ServeSettings settings = ServeSettings.defaults()
                .withSlots(slots)
                .withWaiting(JOBS)
                .withPause(Duration.ofNanos(random.nextInt(2_000_000)));
        inCompany(settings, format(format), "cpu", jobs(random, JOBS), random);
    }

    @ParameterizedTest(name = "{0}, {1} slots, seed {2}")
    @CsvSource({"F32, 1, 1", "F32, 30, 3", "Q8_0, 1, 4", "Q8_0, 30, 6", "Q4_0, 5, 7", "Q4_0, 2, 9", "F32, 7, 10"})
    @Tag("full")
    void inOtherRandomCompany(String format, int slots, int seed) throws IOException {
        inRandomCompany(format, slots, seed);
    }

    /** GPU kernels too take several sequences in a pass; few jobs, since every access is watched. */
    @Test
    @Tag("full")
    void onADevice() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        inCompany(ServeSettings.defaults().withSlots(3), Formats.Q8_0, "emulator", jobs(random, 4), random);
    }

    private void inCompany(
            ServeSettings settings, Format format, String device, List<Job> jobs, SplittableRandom random)
            throws IOException {
        try (Served served = new Served(folder, format, settings, device)) {
            List<List<String>> alone =
                    jobs.stream().map(job -> alone(served.model, job)).toList();
            for (int round = 0; round < 2; round++) {
                List<Heard> heard = together(served, jobs, random);
                for (int i = 0; i < jobs.size(); i++) {
                    assertTrue(
                            heard.get(i).await() instanceof Ending.Complete,
                            heard.get(i).await()::toString);
                    assertEquals(alone.get(i), heard.get(i).pieces, "job " + i + " in round " + round);
                }
            }
            Load load = served.scheduler.load();
            assertTrue(load.reused() > 0, "some had their beginnings from others: " + load);
        }
    }

    private static Format format(String name) {
        return Stream.of(Formats.F32, Formats.Q8_0, Formats.Q4_0)
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Submits all, and in between some that leave soon. */
    private static List<Heard> together(Served served, List<Job> jobs, SplittableRandom random) {
        List<Heard> heard = new ArrayList<>();
        for (Job job : jobs) {
            heard.add(new Heard());
            served.submit(job, heard.getLast());
            if (random.nextInt(3) == 0) {
                int after = 1 + random.nextInt(5);
                List<Ticket> leaving = new ArrayList<>();
                Heard left = new Heard(count -> {
                    if (count == after) {
                        leaving.forEach(Ticket::cancel);
                    }
                });
                leaving.add(served.submit(served.endless(job.prompt()), left));
                if (random.nextBoolean()) {
                    leaving.getFirst().cancel();
                }
            }
            if (random.nextInt(4) == 0) {
                heard.get(random.nextInt(heard.size())).await();
            }
        }
        return heard;
    }

    private static List<Job> jobs(SplittableRandom random, int count) {
        List<Job> jobs = new ArrayList<>();
        Speculation[] guesses = {
            Speculation.NONE,
            Speculation.ngrams(),
            Speculation.ngrams().unadapted(),
            Speculation.by(Wild::new).unadapted()
        };
        for (int i = 0; i < count; i++) {
            int[] common = Served.text(random.nextInt(3), random.nextInt(40));
            int[] own = Served.text(3 + i, 1 + random.nextInt(30));
            int[] prompt = Arrays.copyOf(common, common.length + own.length);
            System.arraycopy(own, 0, prompt, common.length, own.length);
            SamplerSettings sampling = SamplerSettings.defaults()
                    .with(Sampler.SEED, (long) random.nextInt(1000))
                    .with(Temperature.VALUE, random.nextInt(3) / 2f)
                    .with(Penalties.REPEAT, random.nextBoolean() ? 1f : 1.2f);
            boolean scored = random.nextInt(4) == 0;
            GenerationSettings settings = GenerationSettings.defaults()
                    .withSampling(sampling)
                    .withPredict(scored ? random.nextInt(2) : 1 + random.nextInt(12))
                    .withLogprobs(random.nextInt(4) - 1)
                    .withStops(random.nextInt(5) == 0 ? List.of("a", "xy") : List.of())
                    .withSpeculation(guesses[random.nextInt(guesses.length)]);
            jobs.add(new Job(prompt, settings, scored, Duration.ofMinutes(1)));
        }
        return jobs;
    }

    /** Guesses what the text had some tokens before, right or wrong. */
    private static final class Wild implements Draft {
        private final List<Integer> text = new ArrayList<>();

        Wild(int[] prompt) {
            Arrays.stream(prompt).forEach(text::add);
        }

        @Override
        public void accept(int token) {
            text.add(token);
        }

        @Override
        public int[] propose(int most) {
            int from = Math.max(0, text.size() - 5);
            return text.subList(from, Math.min(text.size(), from + most)).stream()
                    .mapToInt(token -> token)
                    .toArray();
        }
    }

    /** What the model says by itself, in a session that nothing was in before. */
    private static List<String> alone(Model model, Job job) {
        List<String> pieces = new ArrayList<>();
        int[] prompt = job.prompt();
        if (job.scored()) {
            try (Session session = model.newSession()) {
                session.score(prompt, 0, (position, logits) -> {
                    if (position + 1 < prompt.length) {
                        double next = LogProbabilities.of(logits).of(prompt[position + 1]);
                        pieces.add(position + ": " + Double.doubleToLongBits(next));
                    }
                });
            }
        }
        try (Session session = model.newSession()) {
            Generation generation =
                    model.generate(session, prompt, job.settings().withSpeculation(Speculation.NONE));
            generation.watch(Progress.NONE).forEachRemaining(piece -> pieces.add(Heard.text(piece)));
        }
        return pieces;
    }
}
