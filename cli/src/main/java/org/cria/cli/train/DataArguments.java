package org.cria.cli.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.train.Evaluation;
import org.cria.model.train.Objective;
import org.cria.model.train.TrainingData;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name what is learned, and what is measured meanwhile. */
public final class DataArguments {
    private static final double USUAL_SHARE = 0.05;
    /** Examples from which on some are kept for measuring unless the user says otherwise. */
    private static final int WORTH_SPLITTING = 40;

    private static final int USUAL_LENGTH = 512;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description =
                    "What to learn: .jsonl with a conversation per line, {\"messages\": [{\"role\": \"user\", \"content\":"
                            + " \"…\"}, …]}, of which the assistant's turns are learned, or a text, {\"text\": \"…\"}; or plain text.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "The most tokens of an example; longer texts are cut. Default: the model's context, at most "
                    + USUAL_LENGTH + ".")
    private @Nullable Integer length;

    @Option(
            names = "--eval",
            paramLabel = "FILE",
            description = "Examples that are not learned: the loss on them is measured, and the best adapter kept.")
    private @Nullable Path evaluation;

    @Option(
            names = "--eval-share",
            paramLabel = "X",
            description = "Keeps this share of the data for that; 0 for none. Default: 0.05 of " + WORTH_SPLITTING
                    + " examples or more.")
    private @Nullable Double share;

    @Option(
            names = "--eval-every",
            paramLabel = "N",
            description = "Steps between measurements. Default: a tenth of all.")
    private @Nullable Integer every;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Ends after so many measurements without a better one. Default: 0, never.")
    private int patience;

    /**
     * What is learned, and what is measured.
     *
     * @param learned examples
     * @param measured others; empty for none
     */
    public record Sets(TrainingData learned, Optional<TrainingData> measured) {}

    /** Reads the files. */
    public Sets read(Tokenizer tokenizer, Supplier<ChatTemplate> template, int context) {
        int most = length == null ? Math.min(context, USUAL_LENGTH) : length;
        if (most < 2 || most > context) {
            throw wrong("--length is " + most + ", expected 2 to " + context + ", the model's context.");
        }
        if (share != null && !(share >= 0 && share < 1)) {
            throw wrong("--eval-share is " + share + ", expected 0 to less than 1.");
        }
        if (evaluation != null && share != null) {
            throw wrong("both --eval and --eval-share say what is measured: use one of them.");
        }
        TrainingData all = TrainingData.read(file, tokenizer, template, most);
        if (evaluation != null) {
            return new Sets(all, Optional.of(TrainingData.read(evaluation, tokenizer, template, most)));
        }
        int examples = all.examples().size();
        double kept = share != null ? share : examples >= WORTH_SPLITTING ? USUAL_SHARE : 0;
        if (kept == 0 || examples < 2) {
            return new Sets(all, Optional.empty());
        }
        List<TrainingData> parts = all.split(kept);
        return new Sets(parts.getFirst(), Optional.of(parts.getLast()));
    }

    /**
     * How it is measured.
     *
     * @param steps of the training
     * @param objective what of examples is measured
     */
    public Optional<Evaluation> evaluation(Sets sets, int steps, Function<TrainingData, Objective> objective) {
        int between = every == null ? Math.max(1, steps / 10) : every;
        if (between < 1 || patience < 0) {
            throw wrong(
                    between < 1
                            ? "--eval-every is " + between + ", expected 1 or more."
                            : "--patience is " + patience + ", expected 0 or more.");
        }
        if (patience > 0 && sets.measured().isEmpty()) {
            throw wrong("--patience needs something to measure: give --eval FILE or --eval-share.");
        }
        return sets.measured().map(data -> new Evaluation(data, objective.apply(data), between, patience));
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
