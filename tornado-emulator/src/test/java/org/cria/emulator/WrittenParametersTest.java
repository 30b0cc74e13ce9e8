package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.cria.emulator.bytecode.KernelCompiler;
import org.cria.emulator.bytecode.KernelMethod;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.collections.VectorInt4;

/** The emulator knows which of a kernel's arrays its code may write, however the array comes to the place of writing. */
final class WrittenParametersTest {
    private static void assertWritten(List<Integer> expected, Task3<KernelContext, IntArray, IntArray> kernel) {
        assertEquals(
                expected,
                new KernelCompiler(barrier -> false)
                        .compile(KernelMethod.of(kernel))
                        .written());
    }

    static void afterABranchInItsArguments(KernelContext context, IntArray a, IntArray b) {
        int i = context.globalIdx;
        b.set(a.get(i) > 0 ? i : 0, a.get(i) > b.get(i) && i != 3 ? 1 : 2 << i);
    }

    static void inABranchThatNeverRuns(KernelContext context, IntArray a, IntArray b) {
        if (context.globalIdx < 0) {
            a.set(0, b.get(0));
        }
    }

    static void inACall(KernelContext context, IntArray a, IntArray b) {
        put(context, 1L, 2.0, b, a);
    }

    private static void put(KernelContext context, long add, double times, IntArray to, IntArray from) {
        to.set(context.globalIdx, (int) ((from.get(context.globalIdx) + add) * times));
    }

    static void throughAVariable(KernelContext context, IntArray a, IntArray b) {
        IntArray to = context.globalIdx == 0 ? a : b;
        to.set(context.globalIdx, 1);
    }

    static void throughVariablesThatChange(KernelContext context, IntArray a, IntArray b) {
        IntArray from = a;
        IntArray to = b;
        for (int i = 0; i < 2; i++) {
            to.set(context.globalIdx, from.get(context.globalIdx));
            IntArray swapped = from;
            from = to;
            to = swapped;
        }
    }

    static void throughAResult(KernelContext context, IntArray a, IntArray b) {
        same(b).set(context.globalIdx, a.get(context.globalIdx));
    }

    private static IntArray same(IntArray array) {
        return array;
    }

    static void throughVectorsOfAnArray(KernelContext context, IntArray a, IntArray b) {
        VectorInt4 vectors = new VectorInt4(b);
        vectors.set(context.globalIdx, new VectorInt4(a).get(context.globalIdx));
    }

    static void amidAllKindsOfInstructions(KernelContext context, IntArray a, IntArray b) {
        long[] longs = new long[2];
        double[] doubles = new double[2];
        byte[] bytes = new byte[1];
        int i = context.globalIdx;
        longs[0] = longs[1] = i;
        longs[0] += longs[1]++ << i;
        longs[1] >>>= 3L ^ i;
        doubles[0] = doubles[1] = -longs[0] / 3.0 % 7;
        doubles[0] *= doubles[1]++ > 2 ? 1.5 : longs[0] < longs[1] ? i++ : a.get(i);
        bytes[0] = (byte) (bytes.length + a.get(++i));
        int chosen = switch (a.get(0)) {
            case 1 -> 5;
            case 2 -> a.getSize();
            case 1000 -> b.get(1);
            default -> (int) -doubles[0];
        };
        do {
            b.set(i, chosen + bytes[0] + (int) longs[0]);
            i--;
        } while (i > 0 && doubles[1] >= i);
    }

    static void longs(LongArray x, LongArray out) {
        for (int i = 0; i < x.getSize(); i++) {
            out.set(i, x.get(i) * x.getSize());
        }
    }

    @Test
    void aWriteIsSeenInWhateverCodeItStands() {
        assertWritten(List.of(2), WrittenParametersTest::afterABranchInItsArguments);
        assertWritten(List.of(1), WrittenParametersTest::inABranchThatNeverRuns);
        assertWritten(List.of(2), WrittenParametersTest::inACall);
        assertWritten(List.of(2), WrittenParametersTest::amidAllKindsOfInstructions);
    }

    @Test
    void anArrayIsFollowedThroughVariablesAndResults() {
        assertWritten(List.of(1, 2), WrittenParametersTest::throughAVariable);
        assertWritten(List.of(1, 2), WrittenParametersTest::throughVariablesThatChange);
        assertWritten(List.of(2), WrittenParametersTest::throughAResult);
        assertWritten(List.of(2), WrittenParametersTest::throughVectorsOfAnArray);
    }

    @Test
    void whatIsOnlyReadIsNotWritten() {
        Task2<LongArray, LongArray> kernel = WrittenParametersTest::longs;
        assertEquals(
                List.of(1),
                new KernelCompiler(barrier -> false)
                        .compile(KernelMethod.of(kernel))
                        .written());
    }
}
