package org.cria.kernels.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that this build reads, one line each. */
public final class Formats {
    public static final Format F32 = new F32();
    public static final Format F16 = new F16();
    public static final Format Q4_0 = new Q4_0();
    public static final Format Q4_1 = new Q4_1();
    public static final Format Q5_0 = new Q5_0();
    public static final Format Q5_1 = new Q5_1();
    public static final Format Q8_0 = new Q8_0();
    public static final Format Q2_K = new Q2_K();
    public static final Format Q3_K = new Q3_K();
    public static final Format Q4_K = new Q4_K();
    public static final Format Q5_K = new Q5_K();
    public static final Format Q6_K = new Q6_K();
    public static final Format IQ4_NL = new IQ4_NL();
    public static final Format IQ4_XS = new IQ4_XS();
    public static final Format BF16 = new BF16();

    private static final List<Format> ALL =
            List.of(F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, BF16);

    private Formats() {}

    /** All formats, in the order of their ids. */
    public static List<Format> all() {
        return ALL;
    }

    /** The format with this id in a GGUF tensor table, if this build reads it. */
    public static Optional<Format> byGgmlType(int ggmlType) {
        return ALL.stream().filter(f -> f.ggmlType() == ggmlType).findFirst();
    }

    /** The names of all formats, for messages. */
    public static String names() {
        return ALL.stream().map(Format::name).collect(Collectors.joining(", "));
    }
}
