package org.cria.model.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Metadata;
import org.cria.model.gguf.PlainValue;
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
                sizeClass(gguf, architecture),
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

    /**
     * Llama's sizes by their layers, as llama.cpp tells them apart.
     *
     * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/models/llama.cpp">its table</a>
     */
    private static String sizeClass(Gguf gguf, String architecture) {
        if (!architecture.equals("llama") || number(gguf, "expert_count").orElse(0) > 0) {
            return "?B";
        }
        return switch (number(gguf, "block_count").orElse(0)) {
            case 16, 22 -> "1B";
            case 26, 28 -> "3B";
            case 30 -> "256M";
            case 32 -> vocabulary(gguf) < 40_000 ? "7B" : "8B";
            case 36 -> "8B";
            case 40 -> "13B";
            case 48 -> "34B";
            case 60 -> "30B";
            case 80 ->
                number(gguf, "attention.head_count").equals(number(gguf, "attention.head_count_kv")) ? "65B" : "70B";
            default -> "?B";
        };
    }

    private static int vocabulary(Gguf gguf) {
        String tokens = "tokenizer.ggml.tokens";
        return gguf.metadata().contains(tokens) && gguf.metadata().plain(tokens, 0) instanceof PlainValue.Items pieces
                ? pieces.count()
                : number(gguf, "vocab_size").orElse(0);
    }

    private static Optional<Integer> number(Gguf gguf, String name) {
        String key = gguf.metadata().string("general.architecture", "?") + "." + name;
        return gguf.metadata().contains(key) ? Optional.of(gguf.metadata().integer(key)) : Optional.empty();
    }
}
