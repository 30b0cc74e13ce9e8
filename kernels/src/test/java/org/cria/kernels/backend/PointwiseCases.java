package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;

/** Gates, and what changes values one by one: rows at every vector width, some of them split between threads. */
final class PointwiseCases {
    private PointwiseCases() {}

    /** What a gate, and what it lets through, become. */
    @FunctionalInterface
    interface Gate {
        Step of(Buffer gate, Buffer up, Buffer out);
    }

    static List<ContractCase> gates(Gate step) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : ContractCases.COLUMNS) {
            for (String out : List.of("result", "gate", "up")) {
                OneStep build = new OneStep(new RandomWeights(columns), cases.size() % 2 == 1);
                Buffer gate = build.input("gate", columns);
                Buffer up = build.input("up", columns);
                Buffer result = out.equals("gate") ? gate : out.equals("up") ? up : build.result(columns);
                build.step(step.of(gate, up, result));
                cases.add(ContractCases.plain(columns + " columns into " + out, build.program(result), cases.size()));
            }
        }
        cases.add(farGates(step));
        return cases;
    }

    /** Gates of about ±60, where the exponential of f32 comes near its limits. */
    private static ContractCase farGates(Gate step) {
        RandomWeights weights = new RandomWeights(5);
        OneStep build = new OneStep(weights, false);
        Buffer x = build.input("x", 40);
        Buffer gate = build.result(50);
        Buffer up = build.input("up", 50);
        build.step(new Step.MatMul(weights.of(Formats.F32, "w", 50, 40, 10), x, gate));
        build.step(step.of(gate, up, up));
        return ContractCases.plain("far gates", build.program(up), 1);
    }

    static List<ContractCase> changes(Function<Buffer, Step> step) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : ContractCases.COLUMNS) {
            OneStep build = new OneStep(new RandomWeights(columns), cases.size() % 2 == 1);
            Buffer x = build.input("x", columns);
            build.step(step.apply(x));
            cases.add(ContractCases.plain(columns + " columns", build.program(x), cases.size()));
        }
        return cases;
    }
}
