package org.cria.kernels.program;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which buffers steps read and write. */
public final class Dataflow {
    private Dataflow() {}

    public static List<Buffer> reads(Step step) {
        return switch (step) {
            case Step.Embed _, Step.Given _ -> List.of();
            case Step.RmsNorm s -> List.of(s.x());
            case Step.MatMul s -> List.of(s.x());
            case Step.AddBias s -> List.of(s.x());
            case Step.Rope s -> List.of(s.x());
            case Step.StoreKv s -> List.of(s.k(), s.v());
            case Step.Attend s -> List.of(s.q());
            case Step.SwiGlu s -> List.of(s.gate(), s.up());
            case Step.Add s -> List.of(s.x(), s.sum());
            case Step.SelectOutputs s -> List.of(s.x());
        };
    }

    public static List<Buffer> writes(Step step) {
        return switch (step) {
            case Step.Embed s -> List.of(s.out());
            case Step.Given s -> List.of(s.out());
            case Step.RmsNorm s -> List.of(s.out());
            case Step.MatMul s -> List.of(s.out());
            case Step.AddBias s -> List.of(s.x());
            case Step.Rope s -> List.of(s.x());
            case Step.StoreKv _ -> List.of();
            case Step.Attend s -> List.of(s.out());
            case Step.SwiGlu s -> List.of(s.out());
            case Step.Add s -> List.of(s.sum());
            case Step.SelectOutputs s -> List.of(s.out());
        };
    }

    /** What steps read that they have not written themselves, in the order of use. */
    public static Set<Buffer> needed(List<Step> steps) {
        Set<Buffer> written = new LinkedHashSet<>();
        Set<Buffer> needed = new LinkedHashSet<>();
        for (Step step : steps) {
            reads(step).stream().filter(buffer -> !written.contains(buffer)).forEach(needed::add);
            written.addAll(writes(step));
        }
        return needed;
    }

    /** Whether what is in a buffer before {@code following} is overwritten, or the program over, before anybody reads it. */
    public static boolean isDead(Buffer buffer, List<Step> following, Buffer logits) {
        for (Step step : following) {
            if (reads(step).contains(buffer)) {
                return false;
            }
            if (writes(step).contains(buffer)) {
                return true;
            }
        }
        return !buffer.equals(logits);
    }
}
