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
}
