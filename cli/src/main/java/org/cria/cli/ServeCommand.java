package org.cria.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.cria.cli.arguments.DraftArguments;
import org.cria.cli.arguments.LoadingArguments;
import org.cria.cli.arguments.SamplingArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.serve.FileLoader;
import org.cria.cli.serve.ServedFiles;
import org.cria.cli.serve.ServerArguments;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.model.generation.GenerationSettings;
import org.cria.server.CriaServer;
import org.cria.server.http.HttpSettings;
import org.cria.server.work.Catalogue;
import org.cria.server.work.Loader;
import org.cria.server.work.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria serve}: models over HTTP. */
@Command(
        name = "serve",
        description = {
            "Serves models over HTTP, as OpenAI's and Ollama's clients expect it, to many at once.",
            "-c is the context of each slot."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer>, DeviceUser {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ServedFiles files = new ServedFiles();

    @Mixin
    private final LoadingArguments loading = new LoadingArguments();

    @Mixin
    private final ServerArguments server = new ServerArguments();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            description = "Most tokens of an answer whose request names none; -1: as many as fit. Default: -1.")
    private int predict = GenerationSettings.UNLIMITED;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final DraftArguments draft = new DraftArguments();

    /** How long a request waits for memory that others use. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public String device() {
        return loading.device();
    }

    @Override
    public long plannedBytes() {
        return files.atHand().stream()
                .mapToLong(file -> loading.plannedBytes(file, server.slots()))
                .max()
                .orElseThrow();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpSettings settings = server.settings(spec);
        GenerationSettings defaults = Usage.checked(
                spec,
                () -> GenerationSettings.defaults()
                        .withSampling(sampling.settings())
                        .withPredict(predict));
        draft.check();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "cria-stop"));
        Interrupts.onCtrlC(() -> false);
        quieten();
        Loader loader = new FileLoader(
                loading,
                template,
                server.scheduling(spec),
                defaults,
                model -> draft.open(loading, files::other, model));
        try (Catalogue models = new Catalogue(sources(loader), loader, server.memory(), PATIENCE)) {
            models.begin();
            try (CriaServer running = new CriaServer(settings, models, server.limit())) {
                System.err.println("serving " + names(models) + " at " + running.address() + "; Ctrl-C ends it");
                while (!stopping.await(1, TimeUnit.SECONDS)) {
                    Optional<Throwable> failure = models.failure();
                    if (failure.isPresent()) {
                        throw new IllegalStateException("the scheduler of texts failed", failure.get());
                    }
                }
                running.shut();
                models.close(server.grace());
                running.finish(Duration.ofSeconds(1));
            }
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** Jetty's logger complains on stderr that nobody logs, unless it is told not to. */
    private static void quieten() {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private List<Models.Source> sources(Loader loader) {
        List<Models.Source> sources = server.sources(spec, files);
        if (sources.size() > 1) {
            if (loading.hasAdapters()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--lora is an adapter of one model, and " + sources.size() + " are served. Serve one.");
            }
            if (draft.isModel()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "-md is a model that guesses for one, and " + sources.size()
                                + " are served. Serve one, or have texts guess themselves with --draft-ngram.");
            }
            sources.forEach(loader::bytes); // a file that cannot run is to be known now
        }
        return sources;
    }

    private static String names(Catalogue models) {
        return models.list().stream().map(Models.Entry::name).collect(Collectors.joining(", "));
    }

    /** Called when the process is asked to end: answers on their way have a moment. */
    private void stop() {
        stopping.countDown();
        try {
            boolean _ = stopped.await(server.grace().toMillis() + 3000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
