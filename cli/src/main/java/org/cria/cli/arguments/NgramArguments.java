package org.cria.cli.arguments;

import java.util.List;
import org.cria.model.speculation.Speculation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether a text guesses its own next tokens. */
public final class NgramArguments {
    /** A model that guesses. */
    static final String SIMPLE = "draft-simple";

    private static final String NONE = "none";
    private static final String NGRAM = "ngram-";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--draft-ngram",
            description = "Guesses next tokens from what came before and checks several at once: the same text, sooner"
                    + " where it repeats itself.")
    private boolean ngrams;

    @Option(
            names = "--spec-draft-n-max",
            paramLabel = "N",
            description = "Most tokens guessed at once; fewer where that is faster. Default: ${DEFAULT-VALUE}.")
    private int most = Speculation.STANDARD;

    @Option(
            names = "--spec-type",
            paramLabel = "TYPE",
            split = ",",
            description = "What guesses, as llama.cpp calls it: none, or ngram-simple and the like: --draft-ngram.")
    private List<String> types = List.of();

    List<String> types() {
        return types;
    }

    int most() {
        return most;
    }

    boolean isAsked() {
        return ngrams || types.stream().anyMatch(type -> type.startsWith(NGRAM));
    }

    /**
     * What the options say.
     *
     * @throws ParameterException if there is no such type, or the number is outside its range
     */
    public Speculation speculation() {
        for (String type : types) {
            if (!type.equals(NONE) && !type.startsWith(NGRAM) && !type.equals(SIMPLE)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--spec-type is '" + type + "', expected none, " + SIMPLE
                                + ", or one that begins with ngram-, such as ngram-simple.");
            }
        }
        Speculation limited = Usage.checked(spec, () -> Speculation.ngrams().withMost(most));
        return isAsked() ? limited : Speculation.NONE;
    }
}
