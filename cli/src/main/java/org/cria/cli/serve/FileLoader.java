package org.cria.cli.serve;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.cria.cli.arguments.LoadingArguments;
import org.cria.cli.report.ByteCount;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.wording.Wording;
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

/**
 * Loads models as the options say, and tells so on stderr.
 *
 * @param defaults what holds where a request is silent
 */
public record FileLoader(
        LoadingArguments loading, TemplateArguments template, ServeSettings serving, GenerationSettings defaults)
        implements Loader {
    @Override
    public long bytes(Source source) {
        return loading.plannedBytes(source.file(), serving.slots());
    }

    @Override
    public ServedModel load(Source source) {
        long start = System.nanoTime();
        Model model = loading.open(source.file(), loading.options().withSessions(serving.slots()));
        ServedModel served = served(source, model);
        System.err.printf(
                Locale.ROOT,
                "loaded %s: %s of memory, %d texts at a time with %d tokens of context each, in %.1f s%n",
                source.name(),
                ByteCount.text(model.memory().totalBytes()),
                serving.slots(),
                model.contextSize(),
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
        return new ServedModel(
                source.name(),
                source.created(),
                model,
                new Scheduler(model.engine(), model.tokenizer(), serving),
                Optional.ofNullable(chosen),
                Optional.ofNullable(missing),
                defaults);
    }

    @Override
    public void unload(ServedModel model, Duration grace) {
        model.scheduler().close(grace);
        model.model().close();
        System.err.println("unloaded " + model.name());
    }
}
