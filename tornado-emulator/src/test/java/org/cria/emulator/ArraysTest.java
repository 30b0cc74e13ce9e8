package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.Int8Array;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

final class ArraysTest {
    @Test
    void everyTypeKeepsItsValues() {
        assertArrayEquals(
                new float[] {1.5f, -2f}, FloatArray.fromElements(1.5f, -2f).toHeapArray());
        assertArrayEquals(new int[] {1, -2}, IntArray.fromElements(1, -2).toHeapArray());
        assertArrayEquals(
                new short[] {1, -2},
                ShortArray.fromElements((short) 1, (short) -2).toHeapArray());
        assertArrayEquals(
                new long[] {1L << 40, -2}, LongArray.fromElements(1L << 40, -2).toHeapArray());
        assertArrayEquals(
                new double[] {1.5, -2}, DoubleArray.fromElements(1.5, -2).toHeapArray());
        assertArrayEquals(
                new byte[] {1, -2}, ByteArray.fromElements((byte) 1, (byte) -2).toHeapArray());
        assertArrayEquals(
                new byte[] {1, -2}, Int8Array.fromElements((byte) 1, (byte) -2).toHeapArray());
        HalfFloatArray half = HalfFloatArray.fromElements(new HalfFloat(1.5f), new HalfFloat(-2f));
        assertEquals(1.5f, half.get(0).getFloat32());
        assertArrayEquals(new short[] {0x3e00, (short) 0xc000}, half.toShortArray());
    }

    @Test
    void aNewArrayIsZero() {
        assertArrayEquals(new float[3], new FloatArray(3).toHeapArray());
    }

    @Test
    void anIndexBeyondTheEndIsRefused() {
        FloatArray array = new FloatArray(3);
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(-1, 0f));
    }

    @Test
    void aSegmentIsCopied() {
        MemorySegment segment = MemorySegment.ofArray(new int[] {7, 8, 9});
        IntArray array = IntArray.fromSegment(segment);
        segment.set(ValueLayout.JAVA_INT, 0, 70);
        assertArrayEquals(new int[] {7, 8, 9}, array.toHeapArray());
    }

    @Test
    void aShallowSegmentIsSharedBehindItsHeader() {
        long header = TornadoNativeArray.ARRAY_HEADER;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(header + 12, 8);
            segment.set(ValueLayout.JAVA_INT, header + 4, 42);
            IntArray array = IntArray.fromSegmentShallow(segment);
            assertEquals(3, array.getSize());
            assertEquals(42, array.get(1));
            array.set(2, 43);
            assertEquals(43, segment.get(ValueLayout.JAVA_INT, header + 8));
            assertEquals(12, array.getNumBytesOfSegment());
            assertEquals(header + 12, array.getNumBytesOfSegmentWithHeader());
        }
    }

    @Test
    void aSegmentOfBrokenElementsIsRefused() {
        MemorySegment odd = MemorySegment.ofArray(new byte[7]);
        assertThrows(IllegalArgumentException.class, () -> IntArray.fromSegment(odd));
    }

    @Test
    void partsAndSumsOfArraysAreCopies() {
        IntArray array = IntArray.fromElements(1, 2, 3, 4, 5);
        assertArrayEquals(new int[] {2, 3}, array.slice(1, 2).toHeapArray());
        assertArrayEquals(
                new int[] {4, 5, 1},
                IntArray.concat(array.slice(3, 2), array.slice(0, 1)).toHeapArray());
        assertThrows(IndexOutOfBoundsException.class, () -> array.slice(4, 2));
    }
}
