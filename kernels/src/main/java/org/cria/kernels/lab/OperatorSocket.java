package org.cria.kernels.lab;

import java.util.List;
import java.util.Objects;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Step;

/** An operator of devices: a step, or several steps in one. */
record OperatorSocket(Class<?> operator) implements Socket {
    /** Formats that devices read. */
    private static final List<Format> READ = List.of(
            Formats.Q8_0,
            Formats.Q4_K,
            Formats.F32,
            Formats.F16,
            Formats.BF16,
            Formats.Q4_0,
            Formats.Q5_K,
            Formats.Q6_K);

    @Override
    public String name() {
        String name = operator.getSimpleName();
        return operator == Experts.Product.class ? "Expert" + name : name;
    }

    @Override
    public String purpose() {
        return Lowered.class.isAssignableFrom(operator) ? "steps of a device in one launch" : "one step of a device";
    }

    @Override
    public boolean isOfDevices() {
        return true;
    }

    @Override
    public boolean concerns(Operator other) {
        return of(other.steps()).equals(operator);
    }

    /** What launches these steps, which a device runs in one go. */
    static Class<?> of(List<Step> steps) {
        long products = steps.stream().filter(Step.MatMul.class::isInstance).count();
        if (products > 0) {
            return products == 1 ? Lowered.Product.class : products == 2 ? Lowered.Gated.class : Lowered.Qkv.class;
        }
        if (steps.size() == 1) {
            return steps.getFirst().getClass();
        }
        return steps.getLast() instanceof Step.Attend ? Lowered.TurnedAttend.class : Lowered.TurnAndStore.class;
    }

    @Override
    public List<Format> formats() {
        return readsWeights() ? READ : READ.subList(0, 1);
    }

    private boolean readsWeights() {
        return List.of(
                        Lowered.Product.class,
                        Lowered.Gated.class,
                        Lowered.Qkv.class,
                        Experts.Product.class,
                        Step.Embed.class)
                .contains(operator);
    }

    @Override
    public String beginning() {
        return Objects.requireNonNull(KernelsByOperator.class.getPackage()).getName() + "." + name() + "Lowering";
    }
}
