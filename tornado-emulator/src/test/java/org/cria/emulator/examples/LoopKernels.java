package org.cria.emulator.examples;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.annotations.Reduce;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Kernels with parallel loops; called on the host they are plain Java. */
final class LoopKernels {
    private LoopKernels() {}

    static void saxpy(float a, FloatArray x, FloatArray y) {
        for (@Parallel int i = 0; i < y.getSize(); i++) {
            y.set(i, a * x.get(i) + y.get(i));
        }
    }

    static void product(FloatArray a, FloatArray b, FloatArray c, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            for (@Parallel int j = 0; j < size; j++) {
                float sum = 0f;
                for (int k = 0; k < size; k++) {
                    sum += a.get(i * size + k) * b.get(k * size + j);
                }
                c.set(i * size + j, sum);
            }
        }
    }

    static void productWithVector(FloatArray matrix, FloatArray vector, FloatArray out) {
        for (@Parallel int i = 0; i < out.getSize(); i++) {
            float sum = 0f;
            for (int j = 0; j < vector.getSize(); j++) {
                sum += matrix.get(i * vector.getSize() + j) * vector.get(j);
            }
            out.set(i, sum);
        }
    }

    static void sum(FloatArray in, @Reduce FloatArray out) {
        for (@Parallel int i = 0; i < in.getSize(); i++) {
            out.set(0, out.get(0) + in.get(i));
        }
    }

    static void largest(IntArray in, @Reduce IntArray out) {
        for (@Parallel int i = 0; i < in.getSize(); i++) {
            out.set(0, Math.max(out.get(0), in.get(i)));
        }
    }

    /** Points in the quarter circle, by a generator that starts at the point's number. */
    static void quarterCircle(IntArray hits) {
        for (@Parallel int i = 0; i < hits.getSize(); i++) {
            long seed = (i * 25214903917L + 11L) & 0xFFFFFFFFFFFFL;
            float x = (seed >> 20) / (float) (1 << 28);
            seed = (seed * 25214903917L + 11L) & 0xFFFFFFFFFFFFL;
            float y = (seed >> 20) / (float) (1 << 28);
            hits.set(i, x * x + y * y <= 1f ? 1 : 0);
        }
    }

    /** Black and Scholes, with the error function of Abramowitz and Stegun 26.2.17. */
    static void callOption(FloatArray price, FloatArray call) {
        for (@Parallel int i = 0; i < price.getSize(); i++) {
            float stock = 10f + 90f * price.get(i);
            float strike = 50f;
            float root = TornadoMath.sqrt(2f) * 0.3f;
            float d1 = (TornadoMath.log(stock / strike) + (0.02f + 0.045f) * 2f) / root;
            call.set(i, stock * normal(d1) - strike * TornadoMath.exp(-0.04f) * normal(d1 - root));
        }
    }

    private static float normal(float x) {
        float t = 1f / (1f + 0.2316419f * TornadoMath.abs(x));
        float tail = 0.3989423f
                * TornadoMath.exp(-x * x / 2f)
                * t
                * (0.31938154f + t * (-0.35656378f + t * (1.7814779f + t * (-1.8212559f + t * 1.3302745f))));
        return x < 0f ? tail : 1f - tail;
    }

    static void fourier(FloatArray real, FloatArray imaginary, FloatArray outReal, FloatArray outImaginary) {
        int size = real.getSize();
        for (@Parallel int k = 0; k < size; k++) {
            float sumReal = 0f;
            float sumImaginary = 0f;
            for (int t = 0; t < size; t++) {
                float angle = 6.2831855f * t * k / size;
                float cos = TornadoMath.cos(angle);
                float sin = TornadoMath.sin(angle);
                sumReal += real.get(t) * cos + imaginary.get(t) * sin;
                sumImaginary += imaginary.get(t) * cos - real.get(t) * sin;
            }
            outReal.set(k, sumReal);
            outImaginary.set(k, sumImaginary);
        }
    }

    /** One step of bodies [n, 4]: place and mass; speeds [n, 4]. */
    static void bodies(FloatArray places, FloatArray speeds, FloatArray moved, int count, float step) {
        for (@Parallel int i = 0; i < count; i++) {
            float[] force = new float[] {0f, 0f, 0f};
            for (int j = 0; j < count; j++) {
                float square = 500f;
                for (int k = 0; k < 3; k++) {
                    float way = places.get(4 * j + k) - places.get(4 * i + k);
                    square += way * way;
                }
                float inverse = 1f / TornadoMath.sqrt(square);
                float strength = places.get(4 * j + 3) * inverse * inverse * inverse;
                for (int k = 0; k < 3; k++) {
                    force[k] += strength * (places.get(4 * j + k) - places.get(4 * i + k));
                }
            }
            for (int k = 0; k < 3; k++) {
                moved.set(
                        4 * i + k,
                        places.get(4 * i + k) + speeds.get(4 * i + k) * step + 0.5f * force[k] * step * step);
            }
            moved.set(4 * i + 3, places.get(4 * i + 3));
        }
    }

    static void mandelbrot(IntArray rounds, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            for (@Parallel int j = 0; j < size; j++) {
                float re = 3f * j / size - 2f;
                float im = 2f * i / size - 1f;
                float x = 0f;
                float y = 0f;
                int count = 0;
                while (count < 50 && x * x + y * y < 4f) {
                    float next = x * x - y * y + re;
                    y = 2f * x * y + im;
                    x = next;
                    count++;
                }
                rounds.set(i * size + j, count);
            }
        }
    }

    static void convolution(FloatArray image, FloatArray filter, FloatArray out, int width, int height, int radius) {
        for (@Parallel int y = 0; y < height; y++) {
            for (@Parallel int x = 0; x < width; x++) {
                float sum = 0f;
                for (int dy = -radius; dy <= radius; dy++) {
                    for (int dx = -radius; dx <= radius; dx++) {
                        int row = Math.min(Math.max(y + dy, 0), height - 1);
                        int column = Math.min(Math.max(x + dx, 0), width - 1);
                        sum += image.get(row * width + column)
                                * filter.get((dy + radius) * (2 * radius + 1) + dx + radius);
                    }
                }
                out.set(y * width + x, sum);
            }
        }
    }

    static void hilbert(FloatArray out, int rows, int columns) {
        for (@Parallel int i = 0; i < rows; i++) {
            for (@Parallel int j = 0; j < columns; j++) {
                out.set(i * columns + j, 1f / (i + j + 1));
            }
        }
    }

    static void transposed(FloatArray in, FloatArray out, int rows, int columns) {
        for (@Parallel int i = 0; i < rows; i++) {
            for (@Parallel int j = 0; j < columns; j++) {
                out.set(j * rows + i, in.get(i * columns + j));
            }
        }
    }

    /** Bits that two sets share, by halves of ever more bits. */
    static void intersection(LongArray one, LongArray other, IntArray counts) {
        for (@Parallel int i = 0; i < one.getSize(); i++) {
            long bits = one.get(i) & other.get(i);
            int count = 0;
            for (int bit = 0; bit < 64; bit++) {
                count += (int) ((bits >> bit) & 1L);
            }
            counts.set(i, count);
        }
    }

    /** One generation of Conway's life on a torus. */
    static void life(IntArray cells, IntArray next, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            for (@Parallel int j = 0; j < size; j++) {
                int around = 0;
                for (int di = -1; di <= 1; di++) {
                    for (int dj = -1; dj <= 1; dj++) {
                        if (di != 0 || dj != 0) {
                            around += cells.get((i + di + size) % size * size + (j + dj + size) % size);
                        }
                    }
                }
                int alive = cells.get(i * size + j);
                next.set(i * size + j, around == 3 || (around == 2 && alive == 1) ? 1 : 0);
            }
        }
    }
}
