package org.cria.cli.arguments;

import java.util.Iterator;
import java.util.Locale;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.model.ModelOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say how much memory a model takes. */
public final class MemoryArguments {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            description = "Context in tokens; 0: the model's. Default: " + HelpTexts.CONTEXT + ".")
    private int contextSize = ModelOptions.DEFAULT_CONTEXT;

    @Option(
            names = {"-b", "--batch-size"},
            paramLabel = "N",
            description = "Prompt tokens processed at once. Default: ${DEFAULT-VALUE}.")
    private int batchSize = ModelOptions.defaults().batchSize();

    @Option(
            names = {"-ctk", "--cache-type-k"},
            paramLabel = "TYPE",
            converter = KvFormat.class,
            completionCandidates = KvFormats.class,
            description = "KV cache type of keys: ${COMPLETION-CANDIDATES}. Default: f16.")
    private Format keys = ModelOptions.defaults().keys();

    @Option(
            names = {"-ctv", "--cache-type-v"},
            paramLabel = "TYPE",
            converter = KvFormat.class,
            completionCandidates = KvFormats.class,
            description = "KV cache type of values: ${COMPLETION-CANDIDATES}. Default: f16.")
    private Format values = ModelOptions.defaults().values();

    @Option(
            names = "--no-memory-check",
            description =
                    "Runs a model that is larger than memory too, slowly: its weights are read from the disk again and again.")
    private boolean unchecked;

    /** Reads a KV cache type. */
    public static final class KvFormat implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            try {
                return Settings.kvFormat(value);
            } catch (CriaException e) {
                throw new TypeConversionException(Wording.of(e));
            }
        }
    }

    /** The names of KV cache types. */
    static final class KvFormats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Settings.kvFormats().stream()
                    .map(format -> format.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    /**
     * What the options say.
     *
     * @throws picocli.CommandLine.ParameterException if a number is outside its range
     */
    public ModelOptions options() {
        ModelOptions options = Usage.checked(
                spec,
                () -> ModelOptions.defaults()
                        .withContextSize(contextSize)
                        .withBatchSize(batchSize)
                        .withCache(keys, values));
        return unchecked ? options.withoutMemoryCheck() : options;
    }
}
