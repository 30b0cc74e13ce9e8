package org.cria.spark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.eval.ModelRespondent;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** A model that is open on an executor, for all of its tasks: rows of any of them are computed in the same passes. Safe for any thread. */
final class ExecutorModel implements AutoCloseable {
    private static final String VECTORS = "jdk.incubator.vector";

    /** Tasks limit what waits. */
    private static final int ANY_NUMBER = 1 << 20;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Model model;
    private final Scheduler scheduler;
    private final int slots;
    private final @Nullable ChatTemplate template;
    /** Why there is no template. */
    private final @Nullable CriaException lacking;

    private ExecutorModel(Path file, ModelSetup setup) {
        ChatTemplate found = null;
        CriaException failure = null;
        try (Gguf gguf = ModelFiles.open(file)) {
            found = setup.template() == null ? ChatTemplates.of(gguf) : ChatTemplates.named(setup.template());
        } catch (CriaException e) {
            failure = e; // prompts need none; a damaged file fails below
        }
        this.template = found;
        this.lacking = failure;
        this.slots = setup.slots();
        this.model = Model.open(file, setup.options());
        this.scheduler = new Scheduler(model.engine(), model.tokenizer(), new ServeSettings(slots, ANY_NUMBER, PAUSE));
    }

    /** @throws CriaException if the model cannot be opened, or this JVM lacks the Vector API */
    static ExecutorModel open(ModelSetup setup) {
        if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
            throw new CriaException("this executor's JVM has no module " + VECTORS + ", without which answers come"
                    + " several times slower. spark-submit of Spark 4.2 adds it; where Java starts in another way, add"
                    + " the module to spark.executor.extraJavaOptions, on a local master to the options of the driver"
                    + " (docs/spark.md).");
        }
        return new ExecutorModel(setup.file(), setup);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Tokenizer tokenizer() {
        return model.tokenizer();
    }

    int slots() {
        return slots;
    }

    /** What answers the questions of a task, to be closed with it. */
    ModelRespondent respondent() {
        return ModelRespondent.with(model, scheduler);
    }

    boolean isOpen() {
        return scheduler.isOpen();
    }

    /** @throws CriaException if there is none */
    ChatTemplate template() {
        return Optional.ofNullable(template)
                .orElseThrow(() -> new CriaException(
                        "there is no chat template. " + (lacking == null ? "" : lacking.getMessage()), lacking));
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
