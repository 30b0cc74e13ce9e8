package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Vectors of whole blocks, of formats whose blocks are an fp16 scale and then {@code words} ints of values: as many blocks as
 * fit in a vector. Each block is loaded to the lanes where it belongs, over lanes of the block before it, so that no bytes
 * need to be moved and nothing past the last block is read.
 */
final class BlockVectors {
    /** Of 8 fields of 4 bits; the last is shifted down instead of masked, since it would be negative. */
    static final float[] NIBBLES = {1, 0x1p-4f, 0x1p-8f, 0x1p-12f, 0x1p-16f, 0x1p-20f, 0x1p-24f, 1};

    /** Of 4 fields of 8 bits in each of two words, in turn; the last ones are shifted down. */
    static final float[] BYTES = {1, 1, 0x1p-8f, 0x1p-8f, 0x1p-16f, 0x1p-16f, 1, 1};

    private static final VectorMask<Integer> INTS_4 = from(4);
    private static final VectorMask<Integer> INTS_8 = from(8);
    private static final VectorMask<Integer> INTS_12 = from(12);
    static final VectorMask<Float> FLOATS_4 = INTS_4.cast(Widening.FLOATS);
    static final VectorMask<Float> FLOATS_8 = INTS_8.cast(Widening.FLOATS);
    static final VectorMask<Float> FLOATS_12 = INTS_12.cast(Widening.FLOATS);

    /** The first 8 of 16 lanes for each 8. */
    static final VectorShuffle<Integer> TWICE = VectorShuffle.fromOp(Widening.INTS, lane -> lane % 8);

    private BlockVectors() {}

    private static VectorMask<Integer> from(int lane) {
        return VectorMask.fromLong(Widening.INTS, -1L << lane);
    }

    /** How many blocks of so many words a vector holds, at least 1: where it holds less, a block is several vectors. */
    static int blocks(int words) {
        return Math.max(1, Widening.COUNT / words);
    }

    /** The words of the blocks from {@code block} on, 4 words each. */
    static IntVector fours(MemorySegment weights, long block) {
        IntVector v = Widening.ints(weights, block + 2);
        if (Widening.COUNT > 4) {
            v = v.blend(Widening.ints(weights, block + 4), INTS_4);
        }
        if (Widening.COUNT > 8) {
            v = v.blend(Widening.ints(weights, block + 6), INTS_8).blend(Widening.ints(weights, block + 8), INTS_12);
        }
        return v;
    }

    /** For each lane of {@link #fours} its block's scale. */
    static FloatVector scalesOfFours(MemorySegment weights, long block) {
        FloatVector v = Widening.all(Widening.half(weights, block));
        if (Widening.COUNT > 4) {
            v = v.blend(Widening.half(weights, block + 18), FLOATS_4);
        }
        if (Widening.COUNT > 8) {
            v = v.blend(Widening.half(weights, block + 36), FLOATS_8)
                    .blend(Widening.half(weights, block + 54), FLOATS_12);
        }
        return v;
    }

    /** The words of the blocks from {@code block} on, 8 words each; of four lanes, the first half of one block. */
    static IntVector eights(MemorySegment weights, long block) {
        IntVector v = Widening.ints(weights, block + 2);
        return Widening.COUNT > 8 ? v.blend(Widening.ints(weights, block + 4), INTS_8) : v;
    }

    /** For each lane of {@link #eights} its block's scale. */
    static FloatVector scalesOfEights(MemorySegment weights, long block) {
        FloatVector v = Widening.all(Widening.half(weights, block));
        return Widening.COUNT > 8 ? v.blend(Widening.half(weights, block + 34), FLOATS_8) : v;
    }

    /** 0 in the first 8 lanes, {@code value} in the next 8. */
    static IntVector secondHalf(int value) {
        return IntVector.zero(Widening.INTS).blend(value, INTS_8);
    }

    /**
     * Brings activations to the order of fields in vectors of words: the low halves of 4 · {@code words} bytes are as many values,
     * their high halves the next ones. Each vector of words gets 8 of activations, of low and high halves in turn, byte by byte.
     *
     * @param words 8 or 16
     * @param units [8] what activations are multiplied by, for the power of two by which a field is too large where it is
     */
    static void arrange(float[] x, int start, int cols, int words, float[] units, float[] arranged) {
        for (int n = 0; n < cols / 8; n++) {
            int from = start + n / words * (8 * words) + n % words * 4;
            int to = n / Widening.COUNT * 8 * Widening.COUNT + n % Widening.COUNT;
            for (int k = 0; k < 8; k++) {
                arranged[to + k * Widening.COUNT] = x[from + k % 2 * (4 * words) + k / 2] * units[k];
            }
        }
    }
}
