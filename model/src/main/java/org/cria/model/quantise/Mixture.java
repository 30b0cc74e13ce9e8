package org.cria.model.quantise;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * A recipe by which a file is quantised: the format of most tensors, and which get another one.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h">enum llama_ftype</a>
 */
public enum Mixture {
    F32(0, Formats.F32),
    F16(1, Formats.F16),
    BF16(32, Formats.BF16),
    Q8_0(7, Formats.Q8_0),
    Q6_K(18, Formats.Q6_K),
    Q5_K_M(17, Formats.Q5_K),
    Q5_K_S(16, Formats.Q5_K),
    Q5_1(9, Formats.Q5_1),
    Q5_0(8, Formats.Q5_0),
    Q4_K_M(15, Formats.Q4_K),
    Q4_K_S(14, Formats.Q4_K),
    Q4_1(3, Formats.Q4_1),
    Q4_0(2, Formats.Q4_0),
    IQ4_NL(25, Formats.IQ4_NL),
    IQ4_XS(30, Formats.IQ4_XS),
    Q3_K_L(13, Formats.Q3_K),
    Q3_K_M(12, Formats.Q3_K),
    Q3_K_S(11, Formats.Q3_K),
    Q2_K(10, Formats.Q2_K),
    Q2_K_S(21, Formats.Q2_K);

    private final int fileType;

    @SuppressWarnings("ImmutableEnumChecker") // formats are stateless
    private final Format format;

    Mixture(int fileType, Format format) {
        this.fileType = fileType;
        this.format = format;
    }

    /** What {@code general.file_type} says of such a file. */
    public int fileType() {
        return fileType;
    }

    /** The format of most tensors. */
    public Format format() {
        return format;
    }

    /** By name or number, as llama-quantize takes them; {@code Q4_K} is {@code Q4_K_M}. */
    public static Optional<Mixture> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String whole = upper.matches("Q[345]_K") ? upper + "_M" : upper;
        return Arrays.stream(values())
                .filter(mixture -> mixture.name().equals(whole)
                        || String.valueOf(mixture.fileType).equals(name))
                .findFirst();
    }

    /** All names, for messages: those with the largest files first. */
    public static String names() {
        return Arrays.stream(values()).map(Mixture::name).collect(Collectors.joining(", "));
    }

    /** Whether values are rounded in blocks; else each stands alone. */
    boolean isQuantised() {
        return format.blockValues() > 1;
    }
}
