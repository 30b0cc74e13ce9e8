package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
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

/** Every element type goes through device memory, and is watched there. */
final class ElementTypesTest {
    private static final int ALWAYS = DataTransferMode.EVERY_EXECUTION;

    /** Adds each neighbour's value, by way of arrays of every Java type that lives across a barrier. */
    static void types(KernelContext context, ByteArray bytes, ShortArray shorts, LongArray longs, DoubleArray doubles) {
        byte[] localBytes = context.allocateByteLocalArray(4);
        long[] localLongs = context.allocateLongLocalArray(4);
        double[] localDoubles = context.allocateDoubleLocalArray(4);
        short[] own = new short[1];
        boolean[] flags = new boolean[1];
        char[] letters = new char[1];
        int i = context.localIdx;
        byte before = bytes.get(i);
        own[0] = shorts.get(i);
        flags[0] = before < 0;
        letters[0] = (char) (before + 65536 * 3);
        long kept = longs.get(i);
        double half = doubles.get(i);
        localBytes[i] = before;
        localLongs[i] = kept;
        localDoubles[i] = half;
        context.localBarrier();
        int next = (i + 1) % 4;
        bytes.set(i, (byte) (before + localBytes[next]));
        longs.set(i, kept + localLongs[next] + (flags[0] ? 1000 : 0));
        doubles.set(i, half + localDoubles[next]);
        shorts.set(i, (short) (own[0] + letters[0]));
    }

    @Test
    void everyJavaTypeLivesAcrossABarrier() {
        ByteArray bytes = ByteArray.fromElements((byte) 100, (byte) 100, (byte) -3, (byte) 4);
        ShortArray shorts = ShortArray.fromElements((short) 1, (short) 2, (short) 3, (short) 4);
        LongArray longs = LongArray.fromElements(1L << 40, 2, 3, 4);
        DoubleArray doubles = DoubleArray.fromElements(0.5, 1, 2, 4);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, bytes, shorts, longs, doubles)
                .task("t", ElementTypesTest::types, new KernelContext(), bytes, shorts, longs, doubles)
                .transferToHost(ALWAYS, bytes, shorts, longs, doubles);
        Runs.execute(new Emulator(), graph, Runs.grid(4, 4));
        assertArrayEquals(new byte[] {-56, 97, 1, 104}, bytes.toHeapArray());
        assertArrayEquals(new short[] {101, 102, 0, 8}, shorts.toHeapArray());
        assertArrayEquals(new long[] {(1L << 40) + 2, 5, 1007, 4 + (1L << 40)}, longs.toHeapArray());
        assertArrayEquals(new double[] {1.5, 3, 6, 4.5}, doubles.toHeapArray());
    }

    static void floats(KernelContext context, FloatArray in, FloatArray out) {
        out.set(context.globalIdx, in.get(context.globalIdx) + 1);
    }

    static void ints(KernelContext context, IntArray in, IntArray out) {
        out.set(context.globalIdx, in.get(context.globalIdx) + 1);
    }

    static void shorts(KernelContext context, ShortArray in, ShortArray out) {
        out.set(context.globalIdx, (short) (in.get(context.globalIdx) + 1));
    }

    static void longs(KernelContext context, LongArray in, LongArray out) {
        out.set(context.globalIdx, in.get(context.globalIdx) + 1);
    }

    static void doubles(KernelContext context, DoubleArray in, DoubleArray out) {
        out.set(context.globalIdx, in.get(context.globalIdx) + 1);
    }

    static void bytes(KernelContext context, ByteArray in, ByteArray out) {
        out.set(context.globalIdx, (byte) (in.get(context.globalIdx) + 1));
    }

    static void int8s(KernelContext context, Int8Array in, Int8Array out) {
        out.set(context.globalIdx, (byte) (in.get(context.globalIdx) + 1));
    }

    static void halves(KernelContext context, HalfFloatArray in, HalfFloatArray out) {
        out.set(context.globalIdx, new HalfFloat(in.get(context.globalIdx).getFloat32() + 1));
    }

    private static TaskGraph graph() {
        return new TaskGraph("g");
    }

    private record Case(TornadoNativeArray in, TornadoNativeArray out, TaskGraph graph) {}

    private static List<Case> cases() {
        KernelContext c = new KernelContext();
        FloatArray f = new FloatArray(2);
        FloatArray f2 = new FloatArray(2);
        IntArray i = new IntArray(2);
        IntArray i2 = new IntArray(2);
        ShortArray s = new ShortArray(2);
        ShortArray s2 = new ShortArray(2);
        LongArray l = new LongArray(2);
        LongArray l2 = new LongArray(2);
        DoubleArray d = new DoubleArray(2);
        DoubleArray d2 = new DoubleArray(2);
        ByteArray b = new ByteArray(2);
        ByteArray b2 = new ByteArray(2);
        Int8Array e = new Int8Array(2);
        Int8Array e2 = new Int8Array(2);
        HalfFloatArray h = new HalfFloatArray(2);
        HalfFloatArray h2 = new HalfFloatArray(2);
        return List.of(
                new Case(f, f2, graph().task("t", ElementTypesTest::floats, c, f, f2)),
                new Case(i, i2, graph().task("t", ElementTypesTest::ints, c, i, i2)),
                new Case(s, s2, graph().task("t", ElementTypesTest::shorts, c, s, s2)),
                new Case(l, l2, graph().task("t", ElementTypesTest::longs, c, l, l2)),
                new Case(d, d2, graph().task("t", ElementTypesTest::doubles, c, d, d2)),
                new Case(b, b2, graph().task("t", ElementTypesTest::bytes, c, b, b2)),
                new Case(e, e2, graph().task("t", ElementTypesTest::int8s, c, e, e2)),
                new Case(h, h2, graph().task("t", ElementTypesTest::halves, c, h, h2)));
    }

    @TestFactory
    Stream<DynamicTest> dataThatWasNotCopiedIsNotThere() {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.in().getClass().getSimpleName(), () -> {
                    c.graph().transferToHost(ALWAYS, c.out());
                    FindingException thrown = assertThrows(
                            FindingException.class, () -> Runs.execute(new Emulator(), c.graph(), Runs.grid(2, 2)));
                    assertEquals(
                            FindingKind.UNWRITTEN_READ,
                            thrown.findings().getFirst().kind());
                    assertEquals("in", thrown.findings().getFirst().array());
                }));
    }

    @TestFactory
    Stream<DynamicTest> dataThatWasCopiedIsThere() {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.in().getClass().getSimpleName(), () -> {
                    c.graph().transferToDevice(ALWAYS, c.in()).transferToHost(ALWAYS, c.out());
                    Emulator emulator = new Emulator();
                    Runs.execute(emulator, c.graph(), Runs.grid(2, 2));
                    assertEquals(List.of(), emulator.report().findings());
                }));
    }
}
