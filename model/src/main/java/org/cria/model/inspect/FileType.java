package org.cria.model.inspect;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.Metadata;
import org.cria.model.gguf.TensorInfo;

/**
 * The recipe by which a file was quantised, in the words that llama.cpp's tools print.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h">enum llama_ftype</a>
 */
final class FileType {
    private static final String KEY = "general.file_type";

    private FileType() {}

    /** From {@code general.file_type}; where that is missing, guessed from the format that most tensors have. */
    static String of(Metadata metadata, Collection<TensorInfo> tensors) {
        if (tensors.isEmpty()) {
            return "no tensors";
        }
        return metadata.contains(KEY) ? name(metadata.integer(KEY)) : "(guessed) " + guess(tensors);
    }

    private static String name(int id) {
        return switch (id) {
            case 0 -> "all F32";
            case 1 -> "F16";
            case 2 -> "Q4_0";
            case 3 -> "Q4_1";
            case 7 -> "Q8_0";
            case 8 -> "Q5_0";
            case 9 -> "Q5_1";
            case 10 -> "Q2_K - Medium";
            case 11 -> "Q3_K - Small";
            case 12 -> "Q3_K - Medium";
            case 13 -> "Q3_K - Large";
            case 14 -> "Q4_K - Small";
            case 15 -> "Q4_K - Medium";
            case 16 -> "Q5_K - Small";
            case 17 -> "Q5_K - Medium";
            case 18 -> "Q6_K";
            case 19 -> "IQ2_XXS - 2.0625 bpw";
            case 20 -> "IQ2_XS - 2.3125 bpw";
            case 21 -> "Q2_K - Small";
            case 22 -> "IQ3_XS - 3.3 bpw";
            case 23 -> "IQ3_XXS - 3.0625 bpw";
            case 24 -> "IQ1_S - 1.5625 bpw";
            case 25 -> "IQ4_NL - 4.5 bpw";
            case 26 -> "IQ3_S - 3.4375 bpw";
            case 27 -> "IQ3_S mix - 3.66 bpw";
            case 28 -> "IQ2_S - 2.5 bpw";
            case 29 -> "IQ2_M - 2.7 bpw";
            case 30 -> "IQ4_XS - 4.25 bpw";
            case 31 -> "IQ1_M - 1.75 bpw";
            case 32 -> "BF16";
            case 36 -> "TQ1_0 - 1.69 bpw ternary";
            case 37 -> "TQ2_0 - 2.06 bpw ternary";
            case 38 -> "MXFP4 MoE";
            default -> "unknown, may not work";
        };
    }

    private static String guess(Collection<TensorInfo> tensors) {
        Map<Format, Integer> counts = new HashMap<>();
        Format most = tensors.iterator().next().format();
        int largest = 0;
        for (TensorInfo tensor : tensors) {
            int count = counts.merge(tensor.format(), 1, Integer::sum);
            if (count > largest) {
                largest = count;
                most = tensor.format();
            }
        }
        return switch (most.name()) {
            case "F32" -> name(0);
            case "Q2_K" -> name(10);
            case "Q3_K" -> name(12);
            case "Q4_K" -> name(15);
            case "Q5_K" -> name(17);
            case "IQ4_NL" -> name(25);
            case "IQ4_XS" -> name(30);
            default -> most.name();
        };
    }
}
