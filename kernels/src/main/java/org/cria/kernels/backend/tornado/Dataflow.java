package org.cria.kernels.backend.tornado;

import java.util.List;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;

/** Which buffers steps read and write. */
final class Dataflow {
    private Dataflow() {}

    static List<Buffer> reads(Step step) {
        return switch (step) {
            case Step.Embed _ -> List.of();
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

    static List<Buffer> writes(Step step) {
        return switch (step) {
            case Step.Embed s -> List.of(s.out());
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

    /** Whether what is in a buffer before {@code following} is overwritten, or the program over, before anybody reads it. */
    static boolean isDead(Buffer buffer, List<Step> following, Buffer logits) {
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
