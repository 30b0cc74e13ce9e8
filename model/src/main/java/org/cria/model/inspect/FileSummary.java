package org.cria.model.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cria.model.family.Families;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Metadata;
import org.cria.model.gguf.TensorInfo;

/**
 * What a file holds, of whatever architecture.
 *
 * @param architecture {@code general.architecture}, or {@code ?}
 * @param sizeClass such as {@code 7B}, told from the number of layers; {@code ?B} where that says nothing
 * @param fileType how it was quantised, such as {@code Q4_K - Medium}
 * @param tensorBytes of all tensors
 * @param parameters values in all tensors
 * @param formats what each format contributes, most bytes first
 */
public record FileSummary(
        String architecture,
        String sizeClass,
        String fileType,
        long tensorBytes,
        long parameters,
        List<FormatShare> formats) {
    public FileSummary {
        formats = List.copyOf(formats);
    }

    public static FileSummary of(Gguf gguf) {
        Metadata metadata = gguf.metadata();
        String architecture = metadata.string("general.architecture", "?");
        return new FileSummary(
                architecture,
                Families.sizeClass(gguf).orElse("?B"),
                FileType.of(metadata, gguf.tensors().values()),
                gguf.tensors().values().stream().mapToLong(TensorInfo::bytes).sum(),
                gguf.tensors().values().stream().mapToLong(TensorInfo::values).sum(),
                FormatShare.of(gguf.tensors().values()));
    }

    /** Kind, size and quantisation as llama-bench prints them, such as {@code llama 1B Q8_0}. */
    public String modelType() {
        return architecture + " " + sizeClass + " " + fileType;
    }

    /** The size of the tensors as llama-bench prints it. */
    public String sizeText() {
        return tensorBytes < 1L << 30
                ? String.format(Locale.ROOT, "%.2f MiB", tensorBytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.2f GiB", tensorBytes / (double) (1L << 30));
    }

    /** The number of parameters as llama-bench prints it. */
    public String parametersText() {
        return parameters < 1_000_000_000L
                ? String.format(Locale.ROOT, "%.2f M", parameters / 1e6)
                : String.format(Locale.ROOT, "%.2f B", parameters / 1e9);
    }

    /** {@code context_length} of this architecture, where the file has it. */
    public static Optional<Integer> contextLength(Gguf gguf) {
        return number(gguf, "context_length");
    }

    private static Optional<Integer> number(Gguf gguf, String name) {
        String key = gguf.metadata().string("general.architecture", "?") + "." + name;
        return gguf.metadata().contains(key) ? Optional.of(gguf.metadata().integer(key)) : Optional.empty();
    }
}
