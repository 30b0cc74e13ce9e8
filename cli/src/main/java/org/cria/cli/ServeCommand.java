package org.cria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.arguments.SamplingArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.serve.ServerArguments;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.serve.Scheduler;
import org.cria.server.CriaServer;
import org.cria.server.http.HttpSettings;
import org.cria.server.work.OneModel;
import org.cria.server.work.ServedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cria serve}: models over HTTP. */
@Command(
        name = "serve",
        description = {
            "Serves a model over HTTP, as OpenAI's clients expect it, to many at once.",
            "-c is the context of each slot."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer>, DeviceUser {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

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

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public String device() {
        return model.device();
    }

    @Override
    public long plannedBytes() {
        return model.plannedBytes(server.slots());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpSettings settings = server.settings(spec);
        GenerationSettings defaults = Usage.checked(
                spec,
                () -> GenerationSettings.defaults()
                        .withSampling(sampling.settings())
                        .withPredict(predict));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "cria-stop"));
        Interrupts.onCtrlC(() -> false);
        quieten();
        try (Model loaded = model.open(model.options().withSessions(server.slots()));
                Scheduler scheduler = new Scheduler(loaded.engine(), loaded.tokenizer(), server.scheduling(spec));
                CriaServer running =
                        new CriaServer(settings, new OneModel(served(loaded, scheduler, defaults)), server.limit())) {
            System.err.println("serving " + name(loaded) + " at " + running.address() + " to " + server.slots()
                    + " at a time, with " + loaded.contextSize() + " tokens of context each; Ctrl-C ends it");
            while (!stopping.await(1, TimeUnit.SECONDS)) {
                Optional<Throwable> failure = scheduler.failure();
                if (failure.isPresent()) {
                    throw new IllegalStateException("the scheduler of texts failed", failure.get());
                }
            }
            running.shut();
            scheduler.close(server.grace());
            running.finish(Duration.ofSeconds(1));
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** Jetty's logger complains on stderr that nobody logs, unless it is told not to. */
    private static void quieten() {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private String name(Model loaded) {
        return server.alias().orElseGet(() -> loaded.fileName().replaceFirst("\\.gguf$", ""));
    }

    private ServedModel served(Model loaded, Scheduler scheduler, GenerationSettings defaults) throws IOException {
        @Nullable ChatTemplate chosen = null;
        @Nullable Explanation missing = null;
        try {
            chosen = template.ofModel(model.file());
        } catch (CriaException e) {
            missing = e.explanation();
            System.err.println("note: no chats: " + Wording.of(e));
        }
        Path file = model.file();
        long created = Files.getLastModifiedTime(file).to(TimeUnit.SECONDS);
        return new ServedModel(
                name(loaded),
                created,
                loaded,
                scheduler,
                Optional.ofNullable(chosen),
                Optional.ofNullable(missing),
                defaults);
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
