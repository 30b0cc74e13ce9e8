package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Sums and copies of activations, one work-item per value. */
public final class Elementwise {
    private Elementwise() {}

    /** {@code sum[t] += x[t]}, both [rows, columns]. */
    public static void add(KernelContext context, IntArray pass, FloatArray x, FloatArray sum, int count, int columns) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            sum.set(i, sum.get(i) + x.get(i));
        }
    }

    /** {@code x[t] += bias}: x [rows, columns], the bias at {@code bias} of the layer's vectors. */
    public static void addBias(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray vectors,
            FloatArray x,
            int count,
            int columns,
            int bias,
            int stride) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            x.set(i, x.get(i) + vectors.get(layer.get(0) * stride + bias + i % columns));
        }
    }

    /** {@code x[t] = factor · x[t]}: x [rows, columns]. */
    public static void scale(KernelContext context, IntArray pass, FloatArray x, int count, int columns, float factor) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            x.set(i, x.get(i) * factor);
        }
    }

    /**
     * {@code x[t] = factor · strength[t] · x[t]}: x [rows, columns].
     *
     * @param count {@link Pass#ROWS}, or {@link Pass#OUTPUTS} where x has a row for each output
     * @param strengths where those of the first row begin in the pass
     * @param adapters strengths of a row
     */
    public static void strengthen(
            KernelContext context,
            IntArray pass,
            FloatArray x,
            int count,
            int columns,
            int strengths,
            int adapters,
            int adapter,
            float factor) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            int row = i / columns;
            if (count == Pass.OUTPUTS) {
                row = Pass.of(pass, row, Pass.OUTPUT_ROW);
            }
            int parts = pass.get(strengths + row * adapters + adapter);
            x.set(i, x.get(i) * (factor * ((float) parts / Pass.STRENGTH_PARTS)));
        }
    }

    /** {@code x[t] = cap · tanh(x[t] / cap)}: x [rows, columns]. */
    public static void softCap(KernelContext context, IntArray pass, FloatArray x, int count, int columns, float cap) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            x.set(i, capped(x.get(i), cap));
        }
    }

    /** Beyond 80 the exponential is cut off: devices with relaxed arithmetic make NaN of an infinite one, and the result is the cap. */
    static float capped(float x, float cap) {
        return cap * (1f - 2f / (TornadoMath.exp(Math.min(x * (2f / cap), 80f)) + 1f));
    }

    /** {@code out[t] = given[t]}, both [rows, columns]: takes in what the host has sent. */
    public static void take(KernelContext context, IntArray pass, FloatArray given, FloatArray out, int columns) {
        int i = context.globalIdx;
        if (i < pass.get(Pass.ROWS) * columns) {
            out.set(i, given.get(i));
        }
    }

    /** The rows of x [rows, columns] that want logits, into out [outputs, columns]. */
    public static void selectRows(KernelContext context, IntArray pass, FloatArray x, FloatArray out, int columns) {
        int i = context.globalIdx;
        if (i < pass.get(Pass.OUTPUTS) * columns) {
            int row = Pass.of(pass, i / columns, Pass.OUTPUT_ROW);
            out.set(i, x.get(row * columns + i % columns));
        }
    }
}
