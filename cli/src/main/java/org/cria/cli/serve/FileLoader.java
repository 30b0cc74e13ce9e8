package org.cria.cli.serve;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.cria.cli.arguments.DraftArguments;
import org.cria.cli.arguments.LoadingArguments;
import org.cria.cli.report.ByteCount;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.wording.Wording;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;
import org.cria.server.work.Loader;
import org.cria.server.work.Models.Source;
import org.cria.server.work.ServedModel;
import org.jspecify.annotations.Nullable;

/** Loads models as the options say, and tells so on stderr. */
public final class FileLoader implements Loader {
    private final LoadingArguments loading;
    private final TemplateArguments template;
    private final ServeSettings serving;
    private final GenerationSettings defaults;
    private final Function<Model, DraftArguments.Opened> guessing;
    /** What guesses, by the name of the model that it guesses for. */
    private final Map<String, DraftArguments.Opened> guesses = new ConcurrentHashMap<>();

    /**
     * Loads nothing yet.
     *
     * @param defaults what holds where a request is silent
     * @param guessing opens what guesses for a model
     */
    public FileLoader(
            LoadingArguments loading,
            TemplateArguments template,
            ServeSettings serving,
            GenerationSettings defaults,
            Function<Model, DraftArguments.Opened> guessing) {
        this.loading = loading;
        this.template = template;
        this.serving = serving;
        this.defaults = defaults;
        this.guessing = guessing;
    }

    @Override
    public long bytes(Source source) {
        return loading.plannedBytes(source.file(), serving.slots());
    }

    @Override
    public ServedModel load(Source source) {
        long start = System.nanoTime();
        Model model = loading.open(source.file(), loading.options().withSessions(serving.slots()));
        ServedModel served;
        try {
            served = served(source, model);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
        System.err.printf(
                Locale.ROOT,
                "loaded %s: %s of memory, %s at a time with %s of context each, in %.1f s%n",
                source.name(),
                ByteCount.text(model.memory().totalBytes()),
                Count.of(serving.slots(), "text"),
                Count.of(model.contextSize(), "token"),
                (System.nanoTime() - start) / 1e9);
        return served;
    }

    @Override
    public void failed(Source source, CriaException failure) {
        System.err.println("not loaded: " + source.name() + ": " + Wording.of(failure));
    }

    private ServedModel served(Source source, Model model) {
        @Nullable ChatTemplate chosen = null;
        @Nullable Explanation missing = null;
        try {
            chosen = template.ofModel(source.file());
        } catch (CriaException e) {
            missing = e.explanation();
            System.err.println("note: no chats with " + source.name() + ": " + Wording.of(e));
        }
        DraftArguments.Opened guess = guessing.apply(model);
        guesses.put(source.name(), guess);
        return new ServedModel(
                source.name(),
                source.created(),
                model,
                new Scheduler(model.engine(), model.tokenizer(), serving),
                Optional.ofNullable(chosen),
                Optional.ofNullable(missing),
                defaults.withSpeculation(guess.speculation()));
    }

    @Override
    public void unload(ServedModel model, Duration grace) {
        model.scheduler().close(grace);
        Optional.ofNullable(guesses.remove(model.name())).ifPresent(DraftArguments.Opened::close);
        model.model().close();
        System.err.println("unloaded " + model.name());
    }
}
