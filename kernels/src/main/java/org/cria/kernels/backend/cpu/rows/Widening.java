package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.format.Little;

/**
 * How the bytes of a row become vectors of ints and floats, {@link LaneSum#SPECIES} wide: 128, 256 or 512 bits. The widths
 * are constants to the compiler, which a kernel needs to become a few instructions.
 */
final class Widening {
    static final VectorSpecies<Float> FLOATS = LaneSum.SPECIES;

    /** Values in a vector, floats or ints: 4, 8 or 16. It divides every group of values in every format. */
    static final int COUNT = FLOATS.length();

    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(COUNT * Short.SIZE));

    // The smallest vector has 8 bytes; with four ints to a vector, a word is spread by shifts instead.
    private static final boolean BY_WORDS = COUNT < 8;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(COUNT, 8) * Byte.SIZE));
    private static final IntVector TO_BOTTOM = shifts(8, 0);
    private static final IntVector TO_TOP = shifts(-8, 24);

    private Widening() {}

    /** COUNT bytes of a row, as numbers from 0 to 255. */
    static IntVector unsignedBytes(MemorySegment weights, long offset) {
        if (BY_WORDS) {
            IntVector words = IntVector.broadcast(INTS, weights.get(Little.INT, offset));
            return words.lanewise(VectorOperators.LSHR, TO_BOTTOM).and(0xFF);
        }
        return (IntVector) ByteVector.fromMemorySegment(BYTES, weights, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
    }

    /** COUNT bytes of a row, as numbers from −128 to 127. */
    static IntVector signedBytes(MemorySegment weights, long offset) {
        if (BY_WORDS) {
            IntVector words = IntVector.broadcast(INTS, weights.get(Little.INT, offset));
            return words.lanewise(VectorOperators.LSHL, TO_TOP).lanewise(VectorOperators.ASHR, 24);
        }
        return (IntVector) ByteVector.fromMemorySegment(BYTES, weights, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2I, INTS, 0);
    }

    /** COUNT ints of a row. */
    static IntVector ints(MemorySegment weights, long offset) {
        return IntVector.fromMemorySegment(INTS, weights, offset, ByteOrder.LITTLE_ENDIAN);
    }

    /** COUNT little-endian 16-bit numbers of a row, with their sign. */
    static IntVector shorts(MemorySegment weights, long offset) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, weights, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.S2I, INTS, 0);
    }

    /** The numbers themselves, not their bits. */
    static FloatVector toFloats(IntVector numbers) {
        return (FloatVector) numbers.convertShape(VectorOperators.I2F, FLOATS, 0);
    }

    /** COUNT activations. */
    static FloatVector activations(float[] x, int at) {
        return FloatVector.fromArray(FLOATS, x, at);
    }

    static FloatVector zero() {
        return FloatVector.zero(FLOATS);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** A little-endian fp16 number of a row. */
    static float half(MemorySegment weights, long offset) {
        return Float.float16ToFloat(weights.get(Little.SHORT, offset));
    }

    private static IntVector shifts(int step, int start) {
        int[] counts = new int[COUNT];
        for (int i = 0; i < 4; i++) {
            counts[i] = start + step * i;
        }
        return IntVector.fromArray(INTS, counts, 0);
    }
}
