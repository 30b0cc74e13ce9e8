package org.cria.kernels.program;

/**
 * One operator of a forward pass. A backend lowers every step; the interface is sealed so that a new operator stops every
 * backend from compiling until it does. Steps check their shapes when made, so a backend need not.
 */
public sealed interface Step {
    /**
     * {@code out[t] = table[token[t]]}, decoded to f32.
     *
     * @param table [vocabulary, columns]
     * @param out [tokens, columns]
     */
    record Embed(Weight table, Buffer out) implements Step {
        public Embed {
            expect(table.columns(), out.columns(), "embed", table.name());
        }
    }

    /**
     * {@code out[t] = given[t]}: the activations that come with the batch, where another program has computed what precedes.
     *
     * @param out [tokens, columns]
     */
    record Given(Buffer out) implements Step {
        public Given {
            if (out.rows() != Buffer.Rows.TOKENS) {
                throw new IllegalArgumentException("given '" + out.name() + "': a batch brings a row per token");
            }
        }
    }

    /**
     * {@code out[t] = x[t] / sqrt(mean(x[t]²) + epsilon) · gain}.
     *
     * @param x [rows, columns]
     * @param gain [1, columns]
     * @param epsilon as trained, typically 1e-5
     * @param out [rows, columns], may be {@code x}
     * @see <a href="https://arxiv.org/abs/1910.07467">Root mean square layer normalization</a>
     */
    record RmsNorm(Buffer x, Weight gain, float epsilon, Buffer out) implements Step {
        public RmsNorm {
            expect(1, gain.rows(), "norm", gain.name());
            expect(gain.columns(), x.columns(), "norm", gain.name());
            expectSameRows(x, out, "norm");
            expect(gain.columns(), out.columns(), "norm", gain.name());
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
            expect(w.columns(), x.columns(), "product", w.name());
            expect(w.rows(), out.columns(), "product", w.name());
            expectSameRows(x, out, "product");
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
            expect(1, bias.rows(), "bias", bias.name());
            expect(bias.columns(), x.columns(), "bias", bias.name());
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
            expect(0, x.columns() % headDims, "rope", x.name());
            if (rotation.dims() > headDims) {
                throw new IllegalArgumentException(
                        "rope on '" + x.name() + "' turns " + rotation.dims() + " of " + headDims);
            }
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
            expect(k.columns(), v.columns(), "cache", k.name());
        }
    }

    /**
     * Causal attention over the layer's cache: each token sees its own sequence up to its own position. Heads share keys and
     * values in groups of {@code heads / kvHeads}.
     *
     * @param layer which layer's cache
     * @param q [tokens, heads · headDims]
     * @param heads query heads
     * @param kvHeads key and value heads, a divisor of heads
     * @param scale on the scores before the softmax, typically {@code 1 / sqrt(headDims)}
     * @param out [tokens, heads · headDims]
     * @see <a href="https://arxiv.org/abs/2305.13245">Grouped-query attention</a>
     */
    record Attend(int layer, Buffer q, int heads, int kvHeads, float scale, Buffer out) implements Step {
        public Attend {
            expect(0, q.columns() % heads, "attention", q.name());
            expect(0, heads % kvHeads, "attention", q.name());
            expect(q.columns(), out.columns(), "attention", out.name());
        }

        public int headDims() {
            return q.columns() / heads;
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
            expect(gate.columns(), up.columns(), "activation", up.name());
            expect(gate.columns(), out.columns(), "activation", out.name());
            expectSameRows(gate, up, "activation");
            expectSameRows(gate, out, "activation");
        }
    }

    /**
     * {@code sum += x}: the residual.
     *
     * @param sum [rows, columns], changed
     */
    record Add(Buffer x, Buffer sum) implements Step {
        public Add {
            expect(x.columns(), sum.columns(), "add", sum.name());
            expectSameRows(x, sum, "add");
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
            expect(x.columns(), out.columns(), "select", out.name());
        }
    }

    private static void expectSameRows(Buffer a, Buffer b, String step) {
        if (a.rows() != b.rows()) {
            throw new IllegalArgumentException(step + " with '" + a.name() + "' and '" + b.name()
                    + "': one has a row per token, the other per output");
        }
    }

    private static void expect(int expected, int found, String step, String operand) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    step + " with '" + operand + "': expected " + expected + ", found " + found);
        }
    }
}
