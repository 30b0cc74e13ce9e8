package org.cria.model.gguf;

import java.util.List;

/**
 * The names of all tensor formats that GGUF files have used, for messages about those that Cria does not read.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/include/ggml.h">enum ggml_type</a>
 */
final class GgmlTypes {
    /** By id, from 0. */
    private static final List<String> NAMES = List.of(
            "F32",
            "F16",
            "Q4_0",
            "Q4_1",
            "Q4_2",
            "Q4_3",
            "Q5_0",
            "Q5_1",
            "Q8_0",
            "Q8_1", // 0 to 9
            "Q2_K",
            "Q3_K",
            "Q4_K",
            "Q5_K",
            "Q6_K",
            "Q8_K",
            "IQ2_XXS",
            "IQ2_XS",
            "IQ3_XXS",
            "IQ1_S", // 10 to 19
            "IQ4_NL",
            "IQ3_S",
            "IQ2_S",
            "IQ4_XS",
            "I8",
            "I16",
            "I32",
            "I64",
            "F64",
            "IQ1_M", // 20 to 29
            "BF16",
            "Q4_0_4_4",
            "Q4_0_4_8",
            "Q4_0_8_8",
            "TQ1_0",
            "TQ2_0",
            "IQ4_NL_4_4",
            "IQ4_NL_4_8",
            "IQ4_NL_8_8",
            "MXFP4",
            "NVFP4",
            "Q1_0",
            "Q2_0"); // to 42

    private GgmlTypes() {}

    static boolean isKnown(int id) {
        return id >= 0 && id < NAMES.size();
    }

    static String name(int id) {
        return isKnown(id) ? NAMES.get(id) : "number " + Integer.toUnsignedString(id);
    }
}
