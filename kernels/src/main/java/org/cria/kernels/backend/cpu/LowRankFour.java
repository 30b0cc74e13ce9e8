package org.cria.kernels.backend.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;

/** Four steps in a row that add a low-rank tweak to a product, and leave nothing else behind that anybody reads. */
record LowRankFour(Step.MatMul first, Pointwise.Strengthen strengthen, Step.MatMul second, Step.Add add) {
    static final int COUNT = 4;
    /** Beyond, B is no longer a few rows of sums. */
    private static final int MOST = 256;

    /** What begins at a step, if it is such steps. */
    static Optional<LowRankFour> at(int index, List<Step> steps, Buffer logits) {
        if (index + COUNT > steps.size()
                || !(steps.get(index) instanceof Step.MatMul first)
                || !(steps.get(index + 1) instanceof Pointwise.Strengthen strengthen)
                || !(steps.get(index + 2) instanceof Step.MatMul second)
                || !(steps.get(index + 3) instanceof Step.Add add)) {
            return Optional.empty();
        }
        Buffer low = first.out();
        Buffer delta = second.out();
        List<Step> following = steps.subList(index + COUNT, steps.size());
        boolean fits = low.columns() <= MOST
                // 8-bit activations for both products: only those that round none become one
                && first.w().format().blockValues() == 1
                && strengthen.x().equals(low)
                && second.x().equals(low)
                && add.x().equals(delta)
                && !List.of(low, delta, first.x()).contains(add.sum())
                && !low.equals(delta)
                && !List.of(low, delta).contains(first.x())
                && Dataflow.isDead(low, following, logits)
                && Dataflow.isDead(delta, following, logits);
        return fits ? Optional.of(new LowRankFour(first, strengthen, second, add)) : Optional.empty();
    }

    /**
     * Those of a product, by where they begin: they read what it reads and add to what it makes, and between them and it nothing but products of
     * the same input, their tweaks, and biases.
     */
    static SequencedMap<Integer, LowRankFour> of(Step.MatMul product, int index, List<Step> steps, Buffer logits) {
        SequencedMap<Integer, LowRankFour> tweaks = new LinkedHashMap<>();
        for (int i = index + 1; i < steps.size(); ) {
            Optional<LowRankFour> next =
                    at(i, steps, logits).filter(t -> t.first.x().equals(product.x()));
            if (next.isPresent()) {
                if (next.get().add.sum().equals(product.out())) {
                    tweaks.put(i, next.get());
                }
                i += COUNT;
            } else if (isBeside(product, steps.get(i))) {
                i++;
            } else {
                break;
            }
        }
        return tweaks;
    }

    /** Whether a step leaves what a product reads as it is, and adds at most to what it makes. */
    private static boolean isBeside(Step.MatMul product, Step step) {
        if (step instanceof Step.AddBias bias) {
            return !bias.x().equals(product.x());
        }
        return step instanceof Step.MatMul other
                && other.x().equals(product.x())
                && !other.out().equals(product.out())
                && !other.out().equals(product.x());
    }
}
