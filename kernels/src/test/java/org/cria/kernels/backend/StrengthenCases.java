package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;

/** Strengths of adapters: by themselves, and between the products of a tweak, which a backend may compute in one go. */
final class StrengthenCases {
    private StrengthenCases() {}

    static List<ContractCase> all() {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : ContractCases.COLUMNS) {
            OneStep build = new OneStep(new RandomWeights(columns), cases.size() % 2 == 1);
            Buffer x = build.input("x", columns);
            build.step(new Pointwise.Strengthen(x, 0, 0.5f, -1.25f));
            cases.add(of(columns + " columns", build, x, 1 + cases.size() % 2, cases.size()));
        }
        for (Format format : List.of(Formats.F32, Formats.F16, Formats.BF16, Formats.Q8_0)) {
            for (int rank : new int[] {1, 3, 16}) {
                cases.add(tweak(format, rank, 40 + 1500 * (cases.size() % 2), cases.size(), false));
            }
        }
        // columns that fill the blocks of machine code
        cases.add(tweak(Formats.F32, 3, 1568, 0, false));
        cases.add(tweak(Formats.F16, 16, 64, 1, false));
        cases.add(tweak(Formats.F32, 300, 33, 1, false));
        cases.add(tweak(Formats.F32, 4, 33, 2, true));
        return cases;
    }

    /** @param readsAgain whether what the first product made is read once more, so that it must be there */
    private static ContractCase tweak(Format format, int rank, int columns, int variant, boolean readsAgain) {
        RandomWeights weights = new RandomWeights(rank);
        OneStep build = new OneStep(weights, false);
        Buffer x = build.input("x", 96);
        Buffer sum = build.input("sum", columns);
        Buffer low = build.between("low", rank);
        Buffer delta = build.between("delta", columns);
        build.step(new Step.MatMul(weights.scaled(format, "a", rank, 96), x, low));
        build.step(new Pointwise.Strengthen(low, 1, 2f, 0.75f));
        Format second = format.blockValues() == 1 ? format : Formats.F32;
        build.step(new Step.MatMul(weights.scaled(second, "b", columns, rank), low, delta));
        build.step(new Step.Add(delta, sum));
        String name = format.name() + " of rank " + rank + " for " + columns;
        if (readsAgain) {
            build.step(new Step.MatMul(weights.scaled(Formats.F32, "again", columns, rank), low, delta));
            build.step(new Step.Add(delta, sum));
            name += ", read again";
        }
        return of(name, build, sum, 2, variant);
    }

    private static ContractCase of(String name, OneStep build, Buffer result, int adapters, int variant) {
        List<Batch> batches = new ArrayList<>(ContractCases.plainBatches());
        for (int i = 0; i < batches.size(); i += 2) {
            batches.set(i, BatchBuilder.strengthened(batches.get(i), adapters, new Random(i)));
        }
        return new ContractCase(
                name, build.program(result), ContractCases.settings(variant, Formats.F32, Formats.F32), 1, batches);
    }
}
