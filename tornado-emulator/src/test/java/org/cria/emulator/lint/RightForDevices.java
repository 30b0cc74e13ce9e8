package org.cria.emulator.lint;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Near relatives of the wrong kernels that devices compute right: a lint that tells of one of these is ignored soon. */
final class RightForDevices {
    private static final int WIDTH = 32;

    private RightForDevices() {}

    static void shifts(KernelContext context, IntArray in, ByteArray bytes, IntArray out) {
        int i = context.globalIdx;
        int ofByte = (bytes.get(i) & 0xFF) >>> 4;
        int signed = (in.get(i) >> 24) & 0xFF;
        int narrow = (in.get(i) >>> 8) & 0xFF;
        long wide = (in.get(i) & 0xFFFFFFFFL) >>> 24;
        out.set(i >>> 1, ofByte + signed + narrow + (int) wide);
    }

    static void divisions(KernelContext context, IntArray in, IntArray out, int columns) {
        int i = context.globalIdx;
        int row = i / WIDTH;
        int rest = in.get(i) % WIDTH;
        int tens = in.get(i) / 10;
        int count = Math.max(in.get(i), 0) / 4;
        int value = in.get(i);
        if (value >= 0) {
            value /= 8;
        }
        for (int step = columns / 2; step > 0; step /= 2) {
            count += step;
        }
        out.set(i, row + rest + tens + count + value + (columns - 7) / 4);
    }

    static void switches(KernelContext context, IntArray in, IntArray out, int format) {
        int i = context.globalIdx;
        int dense = switch (in.get(i)) {
            case 0 -> 3;
            case 1 -> 5;
            case 2 -> 7;
            default -> 0;
        };
        int spread = switch (in.get(i)) {
            case 10 -> 3;
            case 1000 -> 5;
            default -> 0;
        };
        int constant = switch (format) {
            case 2, 8 -> 3;
            default -> 0;
        };
        out.set(i, dense + spread + constant);
    }

    static void loops(KernelContext context, IntArray in, IntArray out) {
        int sum = 0;
        for (int k = 0; k < in.getSize(); k++) {
            if (sum > 20) {
                break;
            }
            sum += in.get(k);
        }
        int found = -1;
        for (int k = 0; k < in.getSize() && found < 0; k++) {
            if (in.get(k) == 5) {
                found = k;
            }
        }
        int flag = 0;
        for (int i = 0; i < 10 && flag == 0; i++) {
            for (int k = 0; k < 10 && flag == 0; k++) {
                flag = in.get(i * 10 + k) < 0 ? 1 : 0;
            }
        }
        outer:
        for (int i = 0; i < 10; i++) {
            for (int k = 0; k < 10; k++) {
                if (in.get(i * 10 + k) == 0) {
                    continue outer;
                }
            }
            sum++;
        }
        out.set(context.globalIdx, sum + found + flag);
    }

    /** Ways of which one has no loop, few rounds, results that are used at once: no value comes from several loops. */
    static void waysApart(KernelContext context, IntArray in, IntArray out) {
        int sum = 0;
        int count = in.get(1);
        if (in.get(0) == 1) {
            for (int k = 0; k < count; k++) {
                sum += in.get(k + 2);
            }
        } else {
            sum = 5;
        }
        if (in.get(0) == 2) {
            for (int k = 0; k < 8; k++) {
                sum += in.get(k);
            }
        } else {
            for (int k = 0; k < 8; k++) {
                sum -= in.get(k);
            }
        }
        if (sum > 3) {
            int own = 0;
            for (int k = 0; k < count; k++) {
                own += in.get(k);
            }
            out.set(context.globalIdx, own);
        } else {
            int own = 1;
            for (int k = 0; k < count; k++) {
                own *= in.get(k);
            }
            out.set(context.globalIdx, own);
        }
    }

    static void firstNegative(IntArray in, IntArray out) {
        for (@Parallel int i = 0; i < out.getSize(); i++) {
            for (int k = 0; k < 4; k++) {
                if (in.get(4 * i + k) < 0) {
                    out.set(i, k);
                }
            }
        }
    }

    static void tree(KernelContext context, FloatArray in, FloatArray out) {
        float[] shared = context.allocateFloatLocalArray(64);
        int lane = context.localIdx;
        shared[lane] = in.get(context.globalIdx);
        for (int half = context.localGroupSizeX / 2; half > 0; half >>= 1) {
            context.localBarrier();
            if (lane < half) {
                shared[lane] += shared[lane + half];
            }
        }
        if (lane == 0) {
            out.set(context.groupIdx, TornadoMath.max(shared[0], 0f));
        }
    }

    static void written(KernelContext context, IntArray at, FloatArray in, FloatArray cache) {
        int i = context.globalIdx;
        if (i < in.getSize()) {
            cache.set(at.get(0) + i, in.get(i));
        }
    }
}
