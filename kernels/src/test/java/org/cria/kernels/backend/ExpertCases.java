package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Step;

/** Whole parts of experts: a few of some, one of two, and all of three. Scores are spread, so that none are nearly equal. */
final class ExpertCases {
    private static final int[][] EXPERTS_AND_USED = {{7, 3}, {2, 1}, {3, 3}};

    private ExpertCases() {}

    static List<ContractCase> of(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        int block = format.blockValues();
        for (int[] shape : EXPERTS_AND_USED) {
            cases.add(of(format, shape[0], shape[1], block == 1 ? 33 : block, block == 1 ? 21 : block, cases.size()));
        }
        return cases;
    }

    private static ContractCase of(Format format, int experts, int used, int columns, int inner, int variant) {
        RandomWeights weights = new RandomWeights(100L * experts + columns);
        OneStep build = new OneStep(weights, false);
        Buffer x = build.input("x", columns);
        Buffer scores = build.input("scores", experts);
        Buffer chosen = build.between("chosen", 2 * used);
        Buffer first = build.between("first", used * inner);
        Buffer second = build.between("second", used * columns);
        Buffer out = build.result(columns);
        build.step(new Experts.Route(scores, used, chosen));
        build.step(
                new Experts.Product(weights.scaled(format, "up", experts * inner, columns), experts, x, chosen, first));
        build.step(new Experts.Product(
                weights.scaled(format, "down", experts * columns, inner), experts, first, chosen, second));
        build.step(new Experts.Blend(second, chosen, out));
        build.step(new Step.Add(x, out));
        return ContractCases.plain(used + " of " + experts + ", " + columns + " columns", build.program(out), variant);
    }
}
