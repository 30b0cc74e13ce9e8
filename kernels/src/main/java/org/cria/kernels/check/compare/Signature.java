package org.cria.kernels.check.compare;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Step;

/** Operators in words: their steps with formats and shapes. Two with the same words run the same kernels. */
public final class Signature {
    private Signature() {}

    /** What decides which code runs: for messages, and to tell what was checked already. */
    public static String text(Operator operator, KvShape kv, Settings settings) {
        return operator.phase() + ": " + text(operator.steps(), kv, settings);
    }

    private static String text(List<Step> steps, KvShape kv, Settings settings) {
        return steps.stream().map(step -> text(step, kv, settings)).collect(Collectors.joining(" + "));
    }

    private static String text(Step step, KvShape kv, Settings settings) {
        String cache = step.cacheLayer().isPresent()
                ? " " + settings.keys().name() + "/" + settings.values().name()
                : "";
        return step.name() + " " + step.shape(kv) + cache;
    }
}
