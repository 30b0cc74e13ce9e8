package org.cria.kernels.program;

/**
 * Steps of a feed-forward part that is several, of which a few compute each token.
 *
 * @see <a href="https://arxiv.org/abs/2401.04088">Mixtral of experts</a>
 */
public final class Experts {
    private Experts() {}

    /**
     * Chooses the experts of each token: those with the highest scores, of equal ones the first. Their shares are the softmax of their
     * scores alone, which is what the softmax of all gives when the shares are normalised.
     *
     * @param scores [tokens, experts]
     * @param used how many of them are chosen
     * @param chosen [tokens, 2 · used] the numbers of the chosen, the best first, then their shares in the same order
     */
    public record Route(Buffer scores, int used, Buffer chosen) implements Step {
        public Route {
            Fit.rows(scores, chosen, "experts");
            Fit.count(2 * used, chosen.columns(), "experts", chosen.name());
            if (used < 1 || used > scores.columns()) {
                throw new IllegalArgumentException(used + " of " + scores.columns() + " experts");
            }
        }

        @Override
        public Route with(Operands other) {
            Buffer of = other.read(scores);
            Buffer to = other.written(chosen);
            return new Route(of, to.columns() / 2, to);
        }

        @Override
        public String shape(KvShape kv) {
            return used + " of " + scores.columns();
        }
    }

    /**
     * {@code out[t, j · rows + r] = Σ_c w[e · rows + r, c] · x[t, c]} with the expert {@code e = chosen[t, j]}, or
     * {@code x[t, j · columns + c]} where each of the chosen has an input of its own.
     *
     * @param w [experts · rows, columns]
     * @param experts how many there are
     * @param x [tokens, columns] or [tokens, used · columns]
     * @param chosen [tokens, 2 · used] as {@link Route} leaves it
     * @param out [tokens, used · rows]
     */
    public record Product(Weight w, int experts, Buffer x, Buffer chosen, Buffer out) implements Step {
        public Product {
            Fit.count(0, w.rows() % experts, "experts", w.name());
            Fit.count(chosen.columns() / 2 * (w.rows() / experts), out.columns(), "experts", w.name());
            if (x.columns() != w.columns()) {
                Fit.count(chosen.columns() / 2 * w.columns(), x.columns(), "experts", w.name());
            }
            Fit.rows(x, out, "experts");
            Fit.rows(x, chosen, "experts");
        }

        /** How many experts compute a token. */
        public int used() {
            return chosen.columns() / 2;
        }

        /** Values that an expert makes. */
        public int rows() {
            return w.rows() / experts;
        }

        /** Whether each of the chosen has an input of its own. */
        public boolean apart() {
            return x.columns() != w.columns();
        }

        @Override
        public Product with(Operands other) {
            Buffer factors = other.read(x);
            Buffer which = other.read(chosen);
            Buffer sums = other.written(out);
            int ofToken = which.columns() / 2;
            int rows = sums.columns() / ofToken;
            int columns = apart() ? factors.columns() / ofToken : factors.columns();
            Weight matrices = other.weight(w, Weight.Role.EXPERTS, experts * rows, columns);
            return new Product(matrices, experts, factors, which, sums);
        }

        @Override
        public String shape(KvShape kv) {
            return used() + " of " + experts + (apart() ? ", apart, " : ", ") + w.shape();
        }
    }

    /**
     * {@code out[t] = Σ_j share_j · x[t, j]}: what the chosen have made, by their shares.
     *
     * @param x [tokens, used · columns]
     * @param chosen [tokens, 2 · used] as {@link Route} leaves it
     * @param out [tokens, columns]
     */
    public record Blend(Buffer x, Buffer chosen, Buffer out) implements Step {
        public Blend {
            Fit.count(chosen.columns() / 2 * out.columns(), x.columns(), "experts", x.name());
            Fit.rows(x, out, "experts");
            Fit.rows(x, chosen, "experts");
        }

        /** How many experts compute a token. */
        public int used() {
            return chosen.columns() / 2;
        }

        @Override
        public Blend with(Operands other) {
            return new Blend(other.read(x), other.read(chosen), other.written(out));
        }

        @Override
        public String shape(KvShape kv) {
            return used() + " × " + out.columns();
        }
    }
}
