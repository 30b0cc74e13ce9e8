package org.cria.langchain4j;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;
import org.jspecify.annotations.Nullable;

/**
 * A model that is open, for any number of {@link CriaChatModel}, {@link CriaStreamingChatModel} and {@link CriaEmbeddingModel} at once: its
 * weights are there once, and texts that are asked for at the same time are computed in the same passes. Safe for any thread. Whoever opened
 * it closes it, after all that use it; what is being answered then ends with an error.
 */
public final class CriaModel implements AutoCloseable {
    private static final String SUFFIX = ".gguf";

    private final Model model;
    private final Scheduler scheduler;
    private final String name;
    private final @Nullable ChatTemplate template;
    /** Why there is no template. */
    private final @Nullable CriaException lacking;

    private CriaModel(Path file, ModelOptions options, ServeSettings serving) {
        ChatTemplate found = null;
        CriaException failure = null;
        try (Gguf gguf = ModelFiles.open(file)) {
            found = ChatTemplates.of(gguf);
        } catch (CriaException e) {
            failure = e; // a model that only embeds needs none; a damaged file fails below
        }
        this.template = found;
        this.lacking = failure;
        this.model = Model.open(file, options.withSessions(serving.slots()));
        this.scheduler = new Scheduler(model.engine(), model.tokenizer(), serving);
        String own = model.fileName();
        this.name = own.endsWith(SUFFIX) ? own.substring(0, own.length() - SUFFIX.length()) : own;
    }

    /**
     * Opens a GGUF file, for four texts at a time; of a split one, name the first shard.
     *
     * @throws CriaException when the file is damaged, not supported, or does not fit in memory
     */
    public static CriaModel open(Path file) {
        return open(file, ModelOptions.defaults(), ServeSettings.defaults());
    }

    /**
     * The same.
     *
     * @param options of the model; as many sessions as the second has slots
     * @param serving how many texts are computed at a time, and how many may wait
     */
    public static CriaModel open(Path file, ModelOptions options, ServeSettings serving) {
        return new CriaModel(file, options, serving);
    }

    /** The file's name without its ending, which requests may name. */
    public String name() {
        return name;
    }

    /** The model itself. */
    public Model model() {
        return model;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** @throws CriaException if there is none */
    ChatTemplate template() {
        return Optional.ofNullable(template)
                .orElseThrow(() -> new CriaException(
                        name + ": no chat template. " + (lacking == null ? "" : lacking.getMessage()), lacking));
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
