package org.cria.kernels.program;

import java.util.List;

/** Steps that treat each value by itself, for the families that need them. */
public final class Pointwise {
    private Pointwise() {}

    /**
     * {@code out = gelu(gate) · up}, value by value, with {@code gelu(x) = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))}.
     *
     * @param out [rows, columns], may be {@code gate} or {@code up}
     * @see <a href="https://arxiv.org/abs/1606.08415">Gaussian error linear units</a>
     * @see <a href="https://arxiv.org/abs/2002.05202">GLU variants improve transformer</a>
     */
    public record GeGlu(Buffer gate, Buffer up, Buffer out) implements Step {
        public GeGlu {
            Fit.shape(gate, up, "activation");
            Fit.shape(gate, out, "activation");
        }

        @Override
        public GeGlu with(Operands other) {
            return new GeGlu(other.read(gate), other.read(up), other.written(out));
        }
    }

    /**
     * {@code x = factor · x}.
     *
     * @param x [rows, columns], changed
     */
    public record Scale(Buffer x, float factor) implements Step {
        @Override
        public Scale with(Operands other) {
            return new Scale(other.changed(x), factor);
        }
    }

    /**
     * {@code x[t] = factor · strength[t] · x[t]}: how much an adapter counts, for each row by itself. A pass tells the strengths, see
     * {@link org.cria.kernels.backend.Batch#strengths}; where it tells none, all are the preset.
     *
     * @param x [rows, columns], changed
     * @param adapter whose strength, from 0
     * @param factor that the adapter was trained with
     * @param preset its strength where a pass tells none
     */
    public record Strengthen(Buffer x, int adapter, float factor, float preset) implements Step {
        public Strengthen {
            if (adapter < 0) {
                throw new IllegalArgumentException("adapter " + adapter + " of '" + x.name() + "', expected 0 or more");
            }
        }

        /** How many adapters some steps tell of: one more than the largest number. */
        public static int adapters(List<Step> steps) {
            return steps.stream()
                    .mapToInt(step -> step instanceof Strengthen strengthen ? 1 + strengthen.adapter : 0)
                    .max()
                    .orElse(0);
        }

        @Override
        public Strengthen with(Operands other) {
            return new Strengthen(other.changed(x), adapter, factor, preset);
        }
    }

    /**
     * {@code x = cap · tanh(x / cap)}: values keep their order and stay within the cap.
     *
     * @param x [rows, columns], changed
     * @param cap above 0
     * @see <a href="https://arxiv.org/abs/2408.00118">Gemma 2</a>
     */
    public record SoftCap(Buffer x, float cap) implements Step {
        public SoftCap {
            if (!(cap > 0)) {
                throw new IllegalArgumentException("a cap of " + cap + " on '" + x.name() + "', expected above 0");
            }
        }

        @Override
        public SoftCap with(Operands other) {
            return new SoftCap(other.changed(x), cap);
        }
    }
}
