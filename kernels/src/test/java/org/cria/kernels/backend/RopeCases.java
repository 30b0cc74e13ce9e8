package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** Rotations of whole heads and of their beginning, near and far from the start. */
final class RopeCases {
    private static final int[][] HEADS_AND_DIMS = {{1, 8}, {3, 64}, {2, 80}, {8, 10}};

    private RopeCases() {}

    static List<ContractCase> all() {
        List<ContractCase> cases = new ArrayList<>();
        for (int[] shape : HEADS_AND_DIMS) {
            int dims = shape[1];
            for (int turned : new int[] {dims, -dims, dims / 2 / 2 * 2, -(dims / 2 / 2 * 2), 2}) {
                OneStep build = new OneStep(new RandomWeights(dims), false);
                Buffer x = build.input("x", shape[0] * dims);
                float magnitude = cases.size() % 2 == 0 ? 1 : 1.25f;
                build.step(new Step.Rope(x, dims, rotation(turned, magnitude)));
                // The same angles again with another magnitude: what a backend shares between steps must not be mixed
                // up.
                build.step(new Step.Rope(x, dims, rotation(turned, 0.5f)));
                cases.add(new ContractCase(
                        shape[0] + " heads of " + dims + ", " + Math.abs(turned) + " turn"
                                + (turned < 0 ? " in halves" : ""),
                        build.program(x),
                        ContractCases.settings(cases.size(), Formats.F32, Formats.F32),
                        1,
                        batches()));
            }
        }
        return cases;
    }

    /** @param turned how many values turn, negative: in halves */
    private static Rotation rotation(int turned, float magnitude) {
        int dims = Math.abs(turned);
        List<Float> frequencies = new ArrayList<>();
        for (int i = 0; i < dims / 2; i++) {
            frequencies.add((float) Math.pow(10_000, -2.0 * i / dims));
        }
        return new Rotation(frequencies, magnitude, turned < 0 ? Rotation.Pairing.HALVES : Rotation.Pairing.NEIGHBOURS);
    }

    private static List<Batch> batches() {
        BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, 5000, 11);
        int near = builder.sequence(100);
        int far = builder.sequence(4200);
        List<Batch> batches = new ArrayList<>();
        builder.rows(near, 5, true);
        builder.skip(far, 4096).rows(far, 32, true);
        batches.add(builder.build(Phase.PREFILL));
        batches.add(builder.row(far, true).row(near, true).build(Phase.DECODE));
        batches.add(builder.row(near, true).build(Phase.PREFILL));
        return batches;
    }
}
