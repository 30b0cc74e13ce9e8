package org.cria.emulator.examples;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What language models compute. */
final class ModelKernels {
    private ModelKernels() {}

    /** RMS norm of [size] by one group of 32. */
    static void norm(KernelContext context, FloatArray x, FloatArray gain, FloatArray out, int size) {
        float[] parts = context.allocateFloatLocalArray(32);
        int lane = context.localIdx;
        float square = 0f;
        for (int i = lane; i < size; i += 32) {
            square += x.get(i) * x.get(i);
        }
        parts[lane] = square;
        context.localBarrier();
        float sum = 0f;
        for (int i = 0; i < 32; i++) {
            sum += parts[i];
        }
        float scale = 1f / TornadoMath.sqrt(sum / size + 1e-5f);
        for (int i = lane; i < size; i += 32) {
            out.set(i, gain.get(i) * (scale * x.get(i)));
        }
    }

    /** Turns pairs of each head by the angle of the position. */
    static void rope(FloatArray x, IntArray position, int headSize) {
        for (@Parallel int pair = 0; pair < x.getSize() / 2; pair++) {
            int i = 2 * pair % headSize;
            float angle = position.get(0) / TornadoMath.pow(10000f, i / (float) headSize);
            float cos = TornadoMath.cos(angle);
            float sin = TornadoMath.sin(angle);
            float a = x.get(2 * pair);
            float b = x.get(2 * pair + 1);
            x.set(2 * pair, a * cos - b * sin);
            x.set(2 * pair + 1, a * sin + b * cos);
        }
    }

    static void swiGlu(FloatArray gate, FloatArray up) {
        for (@Parallel int i = 0; i < gate.getSize(); i++) {
            float g = gate.get(i);
            gate.set(i, g / (1f + TornadoMath.exp(-g)) * up.get(i));
        }
    }

    static void softmax(FloatArray x, int rows, int columns) {
        for (@Parallel int r = 0; r < rows; r++) {
            float most = x.get(r * columns);
            for (int c = 1; c < columns; c++) {
                most = TornadoMath.max(most, x.get(r * columns + c));
            }
            float sum = 0f;
            for (int c = 0; c < columns; c++) {
                float e = TornadoMath.exp(x.get(r * columns + c) - most);
                x.set(r * columns + c, e);
                sum += e;
            }
            for (int c = 0; c < columns; c++) {
                x.set(r * columns + c, x.get(r * columns + c) / sum);
            }
        }
    }

    /** Attention of one token, a head per iteration; keys and values [past, heads, size]. */
    static void attention(
            FloatArray q,
            FloatArray keys,
            FloatArray values,
            FloatArray scores,
            FloatArray out,
            IntArray past,
            int size) {
        int heads = q.getSize() / size;
        for (@Parallel int h = 0; h < heads; h++) {
            int row = h * 64;
            float sum = 0f;
            for (int t = 0; t < past.get(0); t++) {
                float score = 0f;
                for (int i = 0; i < size; i++) {
                    score += q.get(h * size + i) * keys.get((t * heads + h) * size + i);
                }
                float weight = TornadoMath.exp(score / TornadoMath.sqrt((float) size));
                scores.set(row + t, weight);
                sum += weight;
            }
            for (int i = 0; i < size; i++) {
                float value = 0f;
                for (int t = 0; t < past.get(0); t++) {
                    value += scores.get(row + t) * values.get((t * heads + h) * size + i);
                }
                out.set(h * size + i, value / sum);
            }
        }
    }

    /** Rows of blocks of 32 signed bytes with a half-precision scale each. */
    static void bytes(ByteArray w, HalfFloatArray scales, FloatArray x, FloatArray out) {
        int columns = x.getSize();
        for (@Parallel int r = 0; r < out.getSize(); r++) {
            float sum = 0f;
            for (int block = 0; block < columns / 32; block++) {
                float part = 0f;
                for (int i = 0; i < 32; i++) {
                    part += w.get(r * columns + block * 32 + i) * x.get(block * 32 + i);
                }
                sum += part * scales.get(r * (columns / 32) + block).getFloat32();
            }
            out.set(r, sum);
        }
    }

    /** The largest of [size], by one group of 32: which it is. */
    static void greedy(KernelContext context, FloatArray logits, IntArray out, int size) {
        float[] most = context.allocateFloatLocalArray(32);
        int[] which = context.allocateIntLocalArray(32);
        int lane = context.localIdx;
        float best = logits.get(lane);
        int at = lane;
        for (int i = lane + 32; i < size; i += 32) {
            if (logits.get(i) > best) {
                best = logits.get(i);
                at = i;
            }
        }
        most[lane] = best;
        which[lane] = at;
        for (int half = 16; half > 0; half /= 2) {
            context.localBarrier();
            if (lane < half && most[lane + half] > most[lane]) {
                most[lane] = most[lane + half];
                which[lane] = which[lane + half];
            }
        }
        if (lane == 0) {
            out.set(0, which[0]);
        }
    }
}
