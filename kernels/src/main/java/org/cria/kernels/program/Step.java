package org.cria.kernels.program;

import java.util.List;
import java.util.OptionalInt;

/**
 * One operator of a forward pass. A backend lowers every step; the interface is sealed so that a new operator stops every
 * backend from compiling until it does. Steps check their shapes when made, so a backend need not.
 */
public sealed interface Step
        permits Step.Embed,
                Step.Given,
                Step.RmsNorm,
                Step.MatMul,
                Step.AddBias,
                Step.Rope,
                Step.StoreKv,
                Step.Attend,
                Step.SwiGlu,
                Step.Add,
                Step.SelectOutputs,
                Pointwise.GeGlu,
                Pointwise.Scale,
                Pointwise.SoftCap,
                Pointwise.Strengthen,
                Experts.Route,
                Experts.Product,
                Experts.Blend {
    /**
     * A copy with other operands, which sizes of its own follow. Each operand goes through {@code other} once; that is how the
     * methods below know.
     */
    Step with(Operands other);

    /** As messages call it, such as {@code MatMul}. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Buffers whose values it uses, in the order of its operands. */
    default List<Buffer> reads() {
        return Uses.of(this).reads();
    }

    /** Buffers that it overwrites or changes. */
    default List<Buffer> writes() {
        return Uses.of(this).writes();
    }

    /** Every weight that it uses. */
    default List<Weight> weights() {
        return Uses.of(this).weights();
    }

    /** The weights that have a role in it. */
    default List<Weight> weights(Weight.Role role) {
        return Uses.of(this).weights(role);
    }

    /** The layer whose cache it reads or writes. */
    default OptionalInt cacheLayer() {
        return Uses.of(this).cacheLayer();
    }

    /**
     * The formats and sizes that decide which code runs, in words: its matrix or else its columns, unless a step says more.
     *
     * @param kv the cache of its program
     */
    default String shape(KvShape kv) {
        return Uses.of(this).shape();
    }

    /**
     * {@code out[t] = table[token[t]]}, decoded to f32.
     *
     * @param table [vocabulary, columns]
     * @param out [tokens, columns]
     */
    record Embed(Weight table, Buffer out) implements Step {
        public Embed {
            Fit.count(table.columns(), out.columns(), "embed", table.name());
        }

        @Override
        public Embed with(Operands other) {
            Buffer rows = other.written(out);
            return new Embed(other.weight(table, Weight.Role.TABLE, table.rows(), rows.columns()), rows);
        }
    }

    /**
     * {@code out[t] = given[t]}: the activations that come with the batch, where another program has computed what precedes.
     *
     * @param out [tokens, columns]
     */
    record Given(Buffer out) implements Step {
        public Given {
            Fit.tokens(out, "given");
        }

        @Override
        public Given with(Operands other) {
            return new Given(other.written(out));
        }
    }

    /**
     * {@code out[t, g] = x[t, g] / sqrt(mean(x[t, g]²) + epsilon) · gain}, for each group of a row's columns by itself: for the
     * whole row where the gain has its length, for each head where it has a head's.
     *
     * @param x [rows, groups · values]
     * @param gain [1, values]
     * @param epsilon as trained, typically 1e-5
     * @param out [rows, groups · values], may be {@code x}
     * @see <a href="https://arxiv.org/abs/1910.07467">Root mean square layer normalization</a>
     */
    record RmsNorm(Buffer x, Weight gain, float epsilon, Buffer out) implements Step {
        public RmsNorm {
            Fit.count(1, gain.rows(), "norm", gain.name());
            Fit.count(0, x.columns() % gain.columns(), "norm", gain.name());
            Fit.rows(x, out, "norm");
            Fit.count(x.columns(), out.columns(), "norm", gain.name());
        }

        /** How many norms a row is divided by. */
        public int groups() {
            return x.columns() / gain.columns();
        }

        @Override
        public RmsNorm with(Operands other) {
            Buffer in = other.read(x);
            int values = groups() == 1 ? in.columns() : gain.columns();
            return new RmsNorm(in, other.weight(gain, Weight.Role.VECTOR, 1, values), epsilon, other.written(out));
        }

        @Override
        public String shape(KvShape kv) {
            return x.columns() + (groups() == 1 ? "" : " in groups of " + gain.columns());
        }
    }

    /**
     * {@code out[t, r] = Σ_c w[r, c] · x[t, c]}.
     *
     * @param w [out columns, x columns]
     * @param x [rows, x columns]
     * @param out [rows, out columns]
     */
    record MatMul(Weight w, Buffer x, Buffer out) implements Step {
        public MatMul {
            Fit.count(w.columns(), x.columns(), "product", w.name());
            Fit.count(w.rows(), out.columns(), "product", w.name());
            Fit.rows(x, out, "product");
        }

        @Override
        public MatMul with(Operands other) {
            Buffer factors = other.read(x);
            Buffer sums = other.written(out);
            return new MatMul(other.weight(w, Weight.Role.MATRIX, sums.columns(), factors.columns()), factors, sums);
        }
    }

    /**
     * {@code x[t] += bias}.
     *
     * @param bias [1, columns]
     * @param x [rows, columns], changed
     */
    record AddBias(Weight bias, Buffer x) implements Step {
        public AddBias {
            Fit.count(1, bias.rows(), "bias", bias.name());
            Fit.count(bias.columns(), x.columns(), "bias", bias.name());
        }

        @Override
        public AddBias with(Operands other) {
            Buffer sums = other.changed(x);
            return new AddBias(other.weight(bias, Weight.Role.VECTOR, 1, sums.columns()), sums);
        }
    }

    /**
     * Turns every head of every row by its token's position.
     *
     * @param x [tokens, heads · headDims], changed
     * @param headDims values in a head
     * @param rotation angles per position; its dims are at most headDims
     */
    record Rope(Buffer x, int headDims, Rotation rotation) implements Step {
        public Rope {
            Fit.count(0, x.columns() % headDims, "rope", x.name());
            Fit.turn(rotation.dims(), headDims, x);
        }

        @Override
        public Rope with(Operands other) {
            return new Rope(other.changed(x), headDims, rotation);
        }

        @Override
        public String shape(KvShape kv) {
            return x.columns() / headDims + " × " + headDims + ", " + rotation.dims() + " turn"
                    + (rotation.pairing() == Rotation.Pairing.HALVES ? " in halves" : "");
        }
    }

    /**
     * Writes keys and values of the batch into its cells of the layer's cache.
     *
     * @param layer which layer's cache
     * @param k [tokens, kvHeads · headDims]
     * @param v [tokens, kvHeads · headDims]
     */
    record StoreKv(int layer, Buffer k, Buffer v) implements Step {
        public StoreKv {
            Fit.count(k.columns(), v.columns(), "cache", k.name());
        }

        @Override
        public StoreKv with(Operands other) {
            return new StoreKv(other.cacheLayer(layer), other.read(k), other.read(v));
        }

        @Override
        public String shape(KvShape kv) {
            return k.columns() / kv.headDims() + " × " + kv.headDims();
        }
    }

    /**
     * Causal attention over the layer's cache: each token sees its own sequence up to its own position, or the last positions of
     * that. Heads share keys and values in groups of {@code heads / kvHeads}.
     *
     * @param layer which layer's cache
     * @param q [tokens, heads · headDims]
     * @param heads query heads
     * @param kvHeads key and value heads, a divisor of heads
     * @param scale on the scores before the softmax, typically {@code 1 / sqrt(headDims)}
     * @param softCap that scores approach, {@code softCap · tanh(score / softCap)} before the softmax; 0 for scores as they are
     * @param window how many positions a token sees, its own included; 0 for all
     * @param out [tokens, heads · headDims]
     * @see <a href="https://arxiv.org/abs/2305.13245">Grouped-query attention</a>
     */
    record Attend(int layer, Buffer q, int heads, int kvHeads, float scale, float softCap, int window, Buffer out)
            implements Step {
        /** Attention to all positions, with scores as they are. */
        public Attend(int layer, Buffer q, int heads, int kvHeads, float scale, Buffer out) {
            this(layer, q, heads, kvHeads, scale, 0, 0, out);
        }

        public Attend {
            Fit.count(0, q.columns() % heads, "attention", q.name());
            Fit.count(0, heads % kvHeads, "attention", q.name());
            Fit.count(q.columns(), out.columns(), "attention", out.name());
        }

        public int headDims() {
            return q.columns() / heads;
        }

        @Override
        public Attend with(Operands other) {
            Buffer queries = other.read(q);
            int all = queries.columns() / headDims();
            int groups = all * kvHeads / heads;
            Buffer found = other.written(out);
            return new Attend(other.cacheLayer(layer), queries, all, groups, scale, softCap, window, found);
        }

        @Override
        public String shape(KvShape kv) {
            return heads + "/" + kvHeads + " × " + headDims() + (softCap > 0 ? ", capped" : "")
                    + (window > 0 ? ", " + window + " seen" : "");
        }
    }

    /**
     * {@code out = gate · sigmoid(gate) · up}, value by value.
     *
     * @param out [rows, columns], may be {@code gate} or {@code up}
     * @see <a href="https://arxiv.org/abs/2002.05202">GLU variants improve transformer</a>
     */
    record SwiGlu(Buffer gate, Buffer up, Buffer out) implements Step {
        public SwiGlu {
            Fit.shape(gate, up, "activation");
            Fit.shape(gate, out, "activation");
        }

        @Override
        public SwiGlu with(Operands other) {
            return new SwiGlu(other.read(gate), other.read(up), other.written(out));
        }
    }

    /**
     * {@code sum += x}: the residual.
     *
     * @param sum [rows, columns], changed
     */
    record Add(Buffer x, Buffer sum) implements Step {
        public Add {
            Fit.shape(x, sum, "add");
        }

        @Override
        public Add with(Operands other) {
            return new Add(other.read(x), other.changed(sum));
        }
    }

    /**
     * Keeps the rows that want logits, in batch order.
     *
     * @param x [tokens, columns]
     * @param out [outputs, columns]
     */
    record SelectOutputs(Buffer x, Buffer out) implements Step {
        public SelectOutputs {
            Fit.count(x.columns(), out.columns(), "select", out.name());
        }

        @Override
        public SelectOutputs with(Operands other) {
            return new SelectOutputs(other.read(x), other.written(out));
        }
    }
}
