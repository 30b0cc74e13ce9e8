package org.cria.emulator.lint;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels with one fault each, which the line marked with the rule's name has. Java computes all of them right. */
@SuppressWarnings({
    "UnusedVariable",
    "IdentityBinaryExpression",
    "StatementSwitchToExpressionSwitch",
    "MathAbsoluteNegative"
})
final class WrongForDevices {
    private static final int[] TABLE = {1, 2, 3};
    private static int setting = 3;

    private WrongForDevices() {}

    static void set(int value) {
        setting = value;
    }

    static void shift(KernelContext context, IntArray in, IntArray out) {
        int i = context.globalIdx;
        out.set(i, (in.get(i) >>> 24) & 0xFF); // unsigned-shift
    }

    static void rotation(KernelContext context, IntArray in, IntArray out) {
        out.set(context.globalIdx, Integer.rotateLeft(in.get(context.globalIdx), 7)); // unsigned-shift
    }

    static void division(IntArray in, IntArray out) {
        for (@Parallel int i = 0; i < in.getSize(); i++) {
            out.set(i, in.get(i) / 32); // negative-division
        }
    }

    static void floors(IntArray in, IntArray out) {
        for (@Parallel int i = 0; i < in.getSize(); i++) {
            out.set(i, Math.floorDiv(in.get(i), 4)); // negative-division
        }
    }

    static void compared(KernelContext context, IntArray in, IntArray out) {
        int i = context.globalIdx;
        out.set(i, Integer.compareUnsigned(in.get(i), 5) > 0 ? 1 : 0); // unsigned-comparison
    }

    static void sharedArm(KernelContext context, IntArray in, IntArray out) {
        int i = context.globalIdx;
        int value = switch (in.get(i)) { // shared-switch-arm
            case 2, 10, 12 -> 7;
            case 8, 13 -> 5;
            default -> 0;
        };
        out.set(i, value);
    }

    static void gaps(KernelContext context, IntArray in, IntArray out) {
        int i = context.globalIdx;
        int value = switch (in.get(i)) { // shared-switch-arm
            case 1 -> 7;
            case 3 -> 5;
            case 5 -> 3;
            default -> 0;
        };
        out.set(i, value);
    }

    static void unrolled(KernelContext context, IntArray in, IntArray out) {
        int i = context.globalIdx;
        int value = in.get(i);
        for (int k = 0; k < 16; k += 2) {
            if (value == k) { // unrolled-return
                return;
            }
        }
        out.set(i, value);
    }

    static void setAndBreak(KernelContext context, IntArray in, IntArray out) {
        int found = -1;
        for (int k = 0; k < in.getSize(); k++) {
            if (in.get(k) == 5) { // break-after-set
                found = k;
                break;
            }
        }
        out.set(context.globalIdx, found);
    }

    static void outOfTwo(KernelContext context, IntArray in, IntArray out) {
        int sum = 0;
        outer:
        for (int i = 0; i < 10; i++) {
            for (int k = 0; k < 10; k++) {
                if (in.get(i * 10 + k) < 0) { // nested-exit
                    break outer;
                }
                sum += in.get(i * 10 + k);
            }
            sum += 1;
        }
        out.set(context.globalIdx, sum);
    }

    static void returned(KernelContext context, IntArray in, IntArray out) {
        for (int i = 0; i < 10; i++) {
            for (int k = 0; k < 10; k++) {
                if (in.get(i * 10 + k) < 0) { // nested-exit
                    return;
                }
            }
            out.set(i, context.globalIdx);
        }
    }

    static void joinedLoops(KernelContext context, IntArray in, IntArray out) {
        int sum = 0;
        int count = in.get(1);
        if (in.get(0) == 1) {
            for (int k = 0; k < count; k++) {
                sum += in.get(k + 2);
            }
        } else {
            for (int k = 0; k < count; k++) {
                sum += in.get(k + 20);
            }
        }
        out.set(context.globalIdx, sum); // joined-loops
    }

    static void joinedCalls(KernelContext context, IntArray in, IntArray out) {
        int kind = in.get(0);
        int sum;
        if (kind == 0) {
            sum = sum(in, 2);
        } else if (kind == 1) {
            sum = 3 * sum(in, 10);
        } else {
            sum = 5 * sum(in, 20);
        }
        out.set(context.globalIdx, sum); // joined-loops
    }

    private static int sum(IntArray in, int from) {
        int sum = 0;
        for (int k = from; k < in.get(1); k++) {
            sum += in.get(k);
        }
        return sum;
    }

    static void exchanged(KernelContext context, IntArray in, IntArray out) {
        int one = in.get(0);
        int other = in.get(1);
        for (int i = 0; i < in.getSize(); i++) {
            out.set(i, one);
            int kept = one;
            one = other;
            other = kept; // exchanged-variables
        }
        out.set(0, one);
        out.set(1, other + context.globalIdx);
    }

    static void notItself(KernelContext context, FloatArray in, FloatArray out) {
        float value = in.get(context.globalIdx);
        out.set(context.globalIdx, value != value ? 0f : value); // nan-comparison
    }

    static void isNan(KernelContext context, FloatArray in, FloatArray out) {
        float value = in.get(context.globalIdx);
        out.set(context.globalIdx, Float.isNaN(value) ? 0f : value); // nan-comparison
    }

    static void compensated(FloatArray in, FloatArray out) {
        for (@Parallel int r = 0; r < out.getSize(); r++) {
            float sum = 0f;
            float error = 0f;
            for (int i = 0; i < in.getSize(); i++) {
                float next = in.get(i) - error;
                float total = sum + next;
                error = (total - sum) - next; // compensated-sum
                sum = total;
            }
            out.set(r, sum);
        }
    }

    static void appended(KernelContext context, IntArray at, FloatArray in, FloatArray cache) {
        int i = context.globalIdx;
        cache.set(at.get(0) + i, in.get(i)); // partial-write
    }

    static void changing(KernelContext context, IntArray out) {
        out.set(context.globalIdx, setting); // static-field
    }

    static void table(KernelContext context, IntArray out) {
        out.set(context.globalIdx, TABLE[context.globalIdx]); // refused-code
    }

    static void inBranch(KernelContext context, IntArray out) {
        int[] shared = context.allocateIntLocalArray(32);
        if (context.localIdx < 16) {
            shared[context.localIdx] = 1;
            context.localBarrier(); // divergent-barrier
        }
        out.set(context.globalIdx, shared[0]);
    }

    static void afterReturn(KernelContext context, IntArray out) {
        if (context.globalIdx >= out.getSize()) {
            return;
        }
        context.globalBarrier(); // divergent-barrier
        out.set(context.globalIdx, 1);
    }

    static void endless(KernelContext context, IntArray out) {
        out.set(context.globalIdx, factorial(context.globalIdx));
    }

    private static int factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1); // endless-call
    }

    static void handedOn(KernelContext context, IntArray out) {
        int[] own = new int[4];
        own[0] = context.globalIdx;
        out.set(context.globalIdx, first(own)); // array-handed-on
    }

    private static int first(int[] values) {
        return values[0];
    }

    static void select(KernelContext context, IntArray out) {
        int i = context.globalIdx; // reserved-name
        out.set(i, 1);
    }

    static void half(KernelContext context, FloatArray out, IntArray in) { // the name is a keyword too
        out.set(context.globalIdx, Float.float16ToFloat((short) in.get(context.globalIdx))); // wrong-call reserved-name
    }

    static void fused(KernelContext context, FloatArray out) {
        out.set(context.globalIdx, Math.fma(2f, 3f, out.get(context.globalIdx))); // refused-code
    }

    static void absolute(KernelContext context, IntArray in, IntArray out) {
        out.set(context.globalIdx, Math.abs(in.get(context.globalIdx))); // refused-code
    }

    static void flags(KernelContext context, IntArray out) {
        boolean[] own = new boolean[4]; // refused-code
        own[context.localIdx] = true;
        out.set(context.globalIdx, own[0] ? 1 : 0);
    }

    static void subgroup(KernelContext context, FloatArray in, FloatArray out) {
        out.set(context.globalIdx, context.simdSum(in.get(context.globalIdx))); // subgroup-on-opencl
    }
}
