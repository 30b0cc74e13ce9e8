package org.cria.cli.quantise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cria.kernels.encode.RowEncoder;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.ModelOptions;
import org.cria.model.importance.Importance;
import org.cria.model.importance.ImportanceFile;
import org.cria.model.quantise.FormatRule;
import org.cria.model.quantise.Mixture;
import org.cria.model.quantise.QuantiseOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a file is quantised. */
public final class QuantiseArguments {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(names = "--pure", description = "Gives every tensor the type's main format, none a better one.")
    private boolean pure;

    @Option(
            names = "--allow-requantize",
            description = "Takes a file that is quantised already. The model gets worse than from F16.")
    private boolean requantise;

    @Option(names = "--leave-output-tensor", description = "Leaves output.weight as it is.")
    private boolean keepOutput;

    @Option(names = "--output-tensor-type", paramLabel = "FORMAT", description = "The format of output.weight.")
    private @Nullable String output;

    @Option(names = "--token-embedding-type", paramLabel = "FORMAT", description = "The format of token_embd.weight.")
    private @Nullable String tokenEmbedding;

    @Option(
            names = "--tensor-type",
            paramLabel = "PATTERN=FORMAT",
            description = "The format of tensors whose names the regular expression finds, such as attn_v=q8_0. May be"
                    + " given several times; the first that fits counts.")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--imatrix",
            paramLabel = "FILE",
            description = "How much errors in each column matter, as 'cria imatrix' or llama-imatrix gathers it.")
    private @Nullable Path importance;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that work. The file is the same with any number. Default: all processors.")
    private int threads = ModelOptions.defaults().threads();

    /** How many threads work. */
    public int threads() {
        return threads;
    }

    /** What the options say. */
    public QuantiseOptions options(Mixture mixture) {
        if (threads < 1 || threads > 1024) {
            throw new ParameterException(spec.commandLine(), "-t is " + threads + ", expected 1 to 1024.");
        }
        Optional<Importance> known = Optional.ofNullable(importance).map(ImportanceFile::read);
        return new QuantiseOptions(
                mixture,
                pure,
                requantise,
                keepOutput,
                format("--output-tensor-type", output),
                format("--token-embedding-type", tokenEmbedding),
                rules.stream().map(this::rule).toList(),
                known,
                threads);
    }

    private FormatRule rule(String rule) {
        int equals = rule.lastIndexOf('=');
        if (equals < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tensor-type is '" + rule + "', expected PATTERN=FORMAT such as attn_v=q8_0.");
        }
        try {
            Pattern pattern = Pattern.compile(rule.substring(0, equals));
            return new FormatRule(
                    pattern, format("--tensor-type", rule.substring(equals + 1)).orElseThrow());
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tensor-type has the pattern '" + e.getPattern() + "', which is no regular expression ("
                            + e.getDescription() + ").");
        }
    }

    private Optional<Format> format(String option, @Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        Optional<Format> format = Formats.all().stream()
                .filter(known -> known.name().equalsIgnoreCase(name)
                        && RowEncoder.of(known).isPresent())
                .findFirst();
        if (format.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), option + " is '" + name + "', expected one of " + Formats.names() + ".");
        }
        return format;
    }
}
