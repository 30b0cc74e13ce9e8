package org.cria.emulator.examples;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat3;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat4;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.collections.VectorInt4;
import uk.ac.manchester.tornado.api.types.matrix.Matrix2DFloat;
import uk.ac.manchester.tornado.api.types.matrix.Matrix3DFloat;
import uk.ac.manchester.tornado.api.types.vectors.Float3;
import uk.ac.manchester.tornado.api.types.vectors.Float4;
import uk.ac.manchester.tornado.api.types.vectors.Float8;
import uk.ac.manchester.tornado.api.types.vectors.Int4;

/** Kernels with vectors, matrices and half-precision numbers. */
final class VectorKernels {
    private VectorKernels() {}

    static void add(VectorFloat4 a, VectorFloat4 b, VectorFloat4 out) {
        for (@Parallel int i = 0; i < out.getLength(); i++) {
            out.set(i, Float4.add(a.get(i), b.get(i)));
        }
    }

    static void angles(VectorFloat3 a, VectorFloat3 b, VectorFloat out) {
        for (@Parallel int i = 0; i < a.getLength(); i++) {
            Float3 one = a.get(i);
            out.set(i, Float3.dot(one, b.get(i)) / Float3.length(one));
        }
    }

    static void steps(VectorInt4 in, VectorInt4 out) {
        for (@Parallel int i = 0; i < in.getLength(); i++) {
            Int4 value = in.get(i);
            value.setX(value.getY() + value.getW());
            out.set(i, Int4.mult(value, 3));
        }
    }

    /** A row of a matrix times a vector, eight numbers at a time. */
    static void rows(KernelContext context, VectorFloat8 matrix, VectorFloat8 vector, FloatArray out) {
        int row = context.globalIdx;
        int length = vector.getLength();
        Float8 sum = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
        for (int i = 0; i < length; i++) {
            sum = Float8.add(sum, Float8.mult(matrix.get(row * length + i), vector.get(i)));
        }
        out.set(row, Float4.sum(Float4.add(sum.getLow(), sum.getHigh())));
    }

    /** The same from arrays that other kernels have as single numbers. */
    static void views(KernelContext context, FloatArray matrix, FloatArray vector, FloatArray out) {
        int row = context.globalIdx;
        int length = vector.getSize() / 8;
        Float8 sum = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
        for (int i = 0; i < length; i++) {
            Float8 values = new VectorFloat8(vector).get(i);
            sum = Float8.add(sum, Float8.mult(new VectorFloat8(matrix).get(row * length + i), values));
        }
        out.set(row, Float4.sum(Float4.add(sum.getLow(), sum.getHigh())));
    }

    static void product(Matrix2DFloat a, Matrix2DFloat b, Matrix2DFloat c) {
        for (@Parallel int i = 0; i < c.getNumRows(); i++) {
            for (@Parallel int j = 0; j < c.getNumColumns(); j++) {
                float sum = 0f;
                for (int k = 0; k < a.getNumColumns(); k++) {
                    sum += a.get(i, k) * b.get(k, j);
                }
                c.set(i, j, sum);
            }
        }
    }

    static void layers(Matrix3DFloat in, Matrix2DFloat out) {
        for (@Parallel int i = 0; i < out.getNumRows(); i++) {
            for (@Parallel int j = 0; j < out.getNumColumns(); j++) {
                float sum = 0f;
                for (int k = 0; k < in.getNumDepth(); k++) {
                    sum += in.get(i, j, k);
                }
                out.set(i, j, sum);
            }
        }
    }

    static void halves(HalfFloatArray a, HalfFloatArray b, HalfFloatArray out) {
        for (@Parallel int i = 0; i < out.getSize(); i++) {
            out.set(i, HalfFloat.add(HalfFloat.mult(a.get(i), b.get(i)), b.get(i)));
        }
    }
}
