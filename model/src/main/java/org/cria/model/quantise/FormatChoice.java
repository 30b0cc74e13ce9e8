package org.cria.model.quantise;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * Chooses tensors' formats within a mixture. It counts the tensors that it is asked about, in the order of the file.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-quant.cpp">llama_tensor_get_type_impl</a>
 */
final class FormatChoice {
    private static final Pattern LAYER = Pattern.compile("^blk\\.(\\d+)\\.");

    private final Mixture mixture;
    private final ModelShape shape;
    private final boolean tied;
    private final boolean weighted;
    private final int valueTensors;
    private int values;
    private int downs;

    /**
     * For one file.
     *
     * @param tied whether the token embedding is the output matrix too
     * @param weighted whether the importance of columns is known
     * @param valueTensors how many tensors have values of attention
     */
    FormatChoice(Mixture mixture, ModelShape shape, boolean tied, boolean weighted, int valueTensors) {
        this.mixture = mixture;
        this.shape = shape;
        this.tied = tied;
        this.weighted = weighted;
        this.valueTensors = valueTensors;
    }

    /**
     * The format of the next tensor, whatever its width.
     *
     * @param columns values of a row
     */
    Format next(String name, TensorRole role, long columns) {
        return switch (role) {
            case OUTPUT -> output(columns);
            case TOKEN_EMBEDDING -> tied ? output(columns) : mixture.format();
            case ATTENTION_V, ATTENTION_QKV -> value();
            case ATTENTION_K -> shape.experts() == 8 ? Formats.Q8_0 : mixture.format();
            case ATTENTION_OUTPUT -> attentionOutput();
            case FFN_DOWN -> down(name);
            case OTHER -> mixture.format();
        };
    }

    private Format output(long columns) {
        boolean fits = columns % mixture.format().blockValues() == 0;
        return shape.isFalcon() || !fits || mixture == Mixture.Q8_0 ? Formats.Q8_0 : Formats.Q6_K;
    }

    private Format value() {
        int number = values++;
        if (shape.experts() == 8) {
            return Formats.Q8_0;
        }
        boolean shared = shape.queriesPerKey() >= 4;
        Format format = switch (mixture) {
            case Q2_K -> shared ? Formats.Q4_K : Formats.Q3_K;
            case Q2_K_S -> shared ? Formats.Q4_K : Formats.Q2_K;
            case Q3_K_M -> number < 2 ? Formats.Q5_K : Formats.Q4_K;
            case Q3_K_L -> Formats.Q5_K;
            case IQ4_NL, IQ4_XS -> shared ? Formats.Q5_K : mixture.format();
            case Q4_K_M, Q5_K_M -> getsMoreBits(number, valueTensors) ? Formats.Q6_K : mixture.format();
            case Q4_K_S -> number < 4 ? Formats.Q5_K : Formats.Q4_K;
            case F32, F16, BF16, Q8_0, Q6_K, Q5_K_S, Q5_1, Q5_0, Q4_1, Q4_0, Q3_K_S -> mixture.format();
        };
        boolean small = format.equals(Formats.Q3_K) || format.equals(Formats.Q4_K);
        return shape.is70B() && small ? Formats.Q5_K : format;
    }

    private Format attentionOutput() {
        if (shape.isFalcon()) {
            return mixture == Mixture.Q3_K_L ? Formats.Q4_K : mixture.format();
        }
        if (shape.experts() == 8) {
            return switch (mixture) {
                case Q2_K, Q3_K_S, Q3_K_M, IQ4_NL, Q4_K_S, Q4_K_M, IQ4_XS -> Formats.Q5_K;
                case F32, F16, BF16, Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q5_1, Q5_0, Q4_1, Q4_0, Q3_K_L, Q2_K_S ->
                    mixture.format();
            };
        }
        return switch (mixture) {
            case Q2_K -> Formats.Q3_K;
            case Q3_K_M -> Formats.Q4_K;
            case Q3_K_L -> Formats.Q5_K;
            case F32,
                    F16,
                    BF16,
                    Q8_0,
                    Q6_K,
                    Q5_K_M,
                    Q5_K_S,
                    Q5_1,
                    Q5_0,
                    Q4_K_M,
                    Q4_K_S,
                    Q4_1,
                    Q4_0,
                    IQ4_NL,
                    IQ4_XS,
                    Q3_K_S,
                    Q2_K_S -> mixture.format();
        };
    }

    private Format down(String name) {
        int layer = layer(name, downs++);
        int layers = shape.layers();
        boolean early = layer < layers / 8;
        boolean more = getsMoreBits(layer, layers);
        return switch (mixture) {
            case Q2_K -> Formats.Q3_K;
            case Q2_K_S -> early ? Formats.Q4_K : Formats.Q2_K;
            case Q3_K_M -> layer < layers / 16 ? Formats.Q5_K : !shape.isFalcon() || more ? Formats.Q4_K : Formats.Q3_K;
            case Q3_K_L -> shape.isFalcon() ? Formats.Q4_K : Formats.Q5_K;
            case Q4_K_M ->
                shape.isFalcon()
                        ? layer < layers / 16 ? Formats.Q6_K : more ? Formats.Q5_K : Formats.Q4_K
                        : more ? Formats.Q6_K : Formats.Q4_K;
            case IQ4_NL, IQ4_XS -> early && !weighted ? Formats.Q5_K : mixture.format();
            case Q5_K_M -> more ? Formats.Q6_K : Formats.Q5_K;
            case Q4_K_S -> early && !shape.isFalcon() ? Formats.Q5_K : Formats.Q4_K;
            // With weights, the first of these can go astray without a minimum.
            case Q4_0 -> early && weighted ? Formats.Q4_1 : Formats.Q4_0;
            case Q5_0 -> early && weighted ? Formats.Q5_1 : Formats.Q5_0;
            case F32, F16, BF16, Q8_0, Q6_K, Q5_K_S, Q5_1, Q4_1, Q3_K_S -> mixture.format();
        };
    }

    /** Tensors of experts do not come in the order of layers: their names tell. */
    private int layer(String name, int count) {
        Matcher matcher = LAYER.matcher(name);
        return shape.experts() > 1 && matcher.find() ? Integer.parseInt(matcher.group(1)) : count;
    }

    /** The first and last eighths, and every third between them. */
    private static boolean getsMoreBits(int layer, int layers) {
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }
}
