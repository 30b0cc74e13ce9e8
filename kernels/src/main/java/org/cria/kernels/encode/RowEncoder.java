package org.cria.kernels.encode;

import java.util.Optional;
import java.util.function.Supplier;
import org.cria.kernels.format.Format;
import org.jspecify.annotations.Nullable;

/** Encodes rows of a tensor in one format. It has memory of its own: one thread at a time uses it. */
public interface RowEncoder {
    /**
     * Encodes whole rows; each comes out the same whatever rows are beside it.
     *
     * @param values [rows, columns] f32
     * @param rows at least 1
     * @param columns a multiple of the format's block
     * @param importance [columns] how much an error in each column matters, at least 0; null where nothing is known
     * @param target receives the blocks, from its beginning
     */
    void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target);

    /** Makes encoders of this format; empty where there are none. */
    static Optional<Supplier<RowEncoder>> of(Format format) {
        return Optional.ofNullable(
                switch (format.name()) {
                    case "F32" -> () -> PlainEncoders::f32;
                    case "F16" -> () -> PlainEncoders::f16;
                    case "BF16" -> () -> PlainEncoders::bf16;
                    case "Q8_0" -> () -> PlainEncoders::q8;
                    case "Q4_0" -> () -> new ScaledEncoder(8);
                    case "Q5_0" -> () -> new ScaledEncoder(16);
                    case "Q4_1" -> () -> new ShiftedEncoder(15);
                    case "Q5_1" -> () -> new ShiftedEncoder(31);
                    case "Q2_K" -> Q2_KEncoder::new;
                    case "Q3_K" -> Q3_KEncoder::new;
                    case "Q4_K" -> () -> new SixBitScalesEncoder(15);
                    case "Q5_K" -> () -> new SixBitScalesEncoder(31);
                    case "Q6_K" -> Q6_KEncoder::new;
                    case "IQ4_NL" -> () -> new LevelsEncoder(1);
                    case "IQ4_XS" -> () -> new LevelsEncoder(8);
                    default -> null;
                });
    }
}
