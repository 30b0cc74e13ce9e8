package org.cria.kernels.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/** Encodes f32 values for a cache, as every backend rounds them. */
@FunctionalInterface
public interface CellEncoder {
    /** Writes {@code length} values of {@code source} from {@code start} to {@code target} at byte {@code offset}. */
    void encode(float[] source, int start, int length, MemorySegment target, long offset);

    static CellEncoder of(Format format) {
        return switch (format.name()) {
            case "F32" -> CellEncoder::f32;
            case "F16" -> CellEncoder::f16;
            case "Q8_0" -> CellEncoder::q8;
            default -> throw new IllegalArgumentException("no cache in " + format.name());
        };
    }

    private static void f32(float[] source, int start, int length, MemorySegment target, long offset) {
        MemorySegment.copy(source, start, target, Little.FLOAT, offset, length);
    }

    private static void f16(float[] source, int start, int length, MemorySegment target, long offset) {
        for (int i = 0; i < length; i++) {
            target.set(Little.SHORT, offset + 2L * i, Float.floatToFloat16(source[start + i]));
        }
    }

    /**
     * Blocks of 32: the largest magnitude becomes 127, halves round away from zero, the scale is kept in fp16. All values are 0 where it is 0
     * or no number there.
     */
    private static void q8(float[] source, int start, int length, MemorySegment target, long offset) {
        for (int block = 0; block < length / 32; block++) {
            int from = start + 32 * block;
            float largest = 0;
            for (int i = from; i < from + 32; i++) {
                largest = Math.max(largest, Math.abs(source[i]));
            }
            float scale = largest / 127;
            short kept = Float.floatToFloat16(scale);
            float inverse = (kept & 0x7FFF) == 0 || (kept & 0x7C00) == 0x7C00 ? 0 : 1 / scale;
            long to = offset + 34L * block;
            target.set(Little.SHORT, to, kept);
            for (int i = 0; i < 32; i++) {
                float scaled = source[from + i] * inverse;
                target.set(ValueLayout.JAVA_BYTE, to + 2 + i, (byte) (scaled + Math.copySign(0.5f, scaled)));
            }
        }
    }
}
