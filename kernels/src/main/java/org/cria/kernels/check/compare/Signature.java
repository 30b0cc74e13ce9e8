package org.cria.kernels.check.compare;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** Operators in words: their steps with formats and shapes. Two with the same words run the same kernels. */
public final class Signature {
    private Signature() {}

    /** What decides which code runs: for messages, and to tell what was checked already. */
    public static String text(Operator operator, Program.KvShape kv, Settings settings) {
        return operator.phase() + ": " + text(operator.steps(), kv, settings);
    }

    private static String text(List<Step> steps, Program.KvShape kv, Settings settings) {
        return steps.stream().map(step -> text(step, kv, settings)).collect(Collectors.joining(" + "));
    }

    private static String text(Step step, Program.KvShape kv, Settings settings) {
        return switch (step) {
            case Step.Embed s -> "Embed " + text(s.table());
            case Step.Given s -> "Given " + s.out().columns();
            case Step.RmsNorm s -> "RmsNorm " + s.x().columns();
            case Step.MatMul s -> "MatMul " + text(s.w());
            case Step.AddBias s -> "AddBias " + s.x().columns();
            case Step.Rope s ->
                "Rope " + s.x().columns() / s.headDims() + " × " + s.headDims() + ", "
                        + s.rotation().dims() + " turn";
            case Step.StoreKv _ -> "StoreKv " + kv.heads() + " × " + kv.headDims() + cache(settings);
            case Step.Attend s -> "Attend " + s.heads() + "/" + s.kvHeads() + " × " + s.headDims() + cache(settings);
            case Step.SwiGlu s -> "SwiGlu " + s.out().columns();
            case Step.Add s -> "Add " + s.x().columns();
            case Step.SelectOutputs s -> "SelectOutputs " + s.x().columns();
        };
    }

    private static String cache(Settings settings) {
        return " " + settings.keys().name() + "/" + settings.values().name();
    }

    private static String text(Weight weight) {
        return weight.format().name() + " [" + weight.rows() + ", " + weight.columns() + "]";
    }
}
