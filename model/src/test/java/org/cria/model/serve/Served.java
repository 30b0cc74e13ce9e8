package org.cria.model.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cria.kernels.format.Format;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;

/** A small random model and a scheduler for it. */
final class Served implements AutoCloseable {
    static final int CONTEXT = 96;
    static final int BATCH_ROWS = 24;
    static final int VOCABULARY = 290;
    private static final Duration LONG = Duration.ofMinutes(1);

    final Path file;
    final Model model;
    final Scheduler scheduler;

    Served(Path folder, Format format, ServeSettings settings) throws IOException {
        this(folder, format, settings, "cpu");
    }

    Served(Path folder, Format format, ServeSettings settings, String device) throws IOException {
        file = TinyModel.seeded(11)
                .dim(32)
                .ffn(64)
                .heads(2)
                .kvHeads(1)
                .headDim(16)
                .layers(2)
                .vocabulary(VOCABULARY)
                .context(CONTEXT)
                .format(format)
                .write(folder.resolve(format.name() + ".gguf"));
        model = Model.open(
                file, ModelOptions.defaults().withDevice(device).withThreads(1).withBatchSize(BATCH_ROWS));
        scheduler = new Scheduler(model.engine(), model.tokenizer(), settings);
    }

    /** Takes a job on. */
    Ticket submit(Job job, Heard heard) {
        return scheduler.submit(List.of(job), List.of(heard.of(job.prompt()))).getFirst();
    }

    /** A text that ends only with the context. */
    Job endless(int[] prompt) {
        return endless(prompt, LONG);
    }

    Job endless(int[] prompt, Duration limit) {
        Map<Integer, Float> noEnd = new HashMap<>();
        IntStream.range(0, VOCABULARY)
                .filter(model.tokenizer().vocabulary()::endsGeneration)
                .forEach(token -> noEnd.put(token, Float.NEGATIVE_INFINITY));
        return new Job(prompt, greedy(-1).withBiases(noEnd), false, limit);
    }

    /** A text of at most so many tokens. */
    static Job greedyJob(int[] prompt, int tokens) {
        return new Job(prompt, greedy(tokens), false, LONG);
    }

    static GenerationSettings greedy(int tokens) {
        return GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(tokens);
    }

    /** [length] tokens, different for each seed. */
    static int[] text(int seed, int length) {
        return IntStream.range(0, length)
                .map(i -> 3 + (seed * 31 + i * (7 + seed % 5)) % 280)
                .toArray();
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
