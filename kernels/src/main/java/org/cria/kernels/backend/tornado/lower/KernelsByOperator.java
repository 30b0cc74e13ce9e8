package org.cria.kernels.backend.tornado.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;

/**
 * The lowering table of this backend: for each operator, the launches that it becomes. A run may replace entries, for an experiment
 * or a test, and touches no file of this package:
 *
 * <pre>{@code
 * KernelsByOperator own = KernelsByOperator.STANDARD.replacing(Step.SwiGlu.class, (step, scope, launches) -> {
 *     FloatArray gate = scope.buffer(step.gate());
 *     …
 *     launches.values("swiGlu", columns, List.of(pass, gate, up), out, (id, g) -> g.task(id, Own::gate, CONTEXT, …));
 * });
 * Backend device = new TornadoBackend().with(own);
 * }</pre>
 *
 * <p>What a kernel is given shows in the lowering that is replaced, such as {@link SwiGluLowering}, which is a file of its own and may
 * be called from the new one. In decoding most steps run fused, as one of {@link Lowered}. An own kernel is checked as all are: by
 * the self-test and the doctor, and at every access on the emulator.
 */
public final class KernelsByOperator {
    /** This backend's own kernels. */
    public static final KernelsByOperator STANDARD = new KernelsByOperator(Map.of());

    /** What can be replaced: each step, but for products, which are always fused, and each fused operator. */
    private static final List<Class<?>> OPERATORS = Stream.of(Step.class, Lowered.class)
            .flatMap(all -> Stream.<Class<?>>of(all.getPermittedSubclasses()))
            .filter(operator -> operator != Step.MatMul.class && operator != Lowered.One.class)
            .toList();

    private final Map<Class<?>, OperatorLowering<?>> replaced;

    private KernelsByOperator(Map<Class<?>, OperatorLowering<?>> replaced) {
        this.replaced = replaced;
    }

    /**
     * This table with another lowering of an operator.
     *
     * @param operator a step's class, or that of one of {@link Lowered}
     * @throws IllegalArgumentException when no operator of the table is of this class
     */
    public <O> KernelsByOperator replacing(Class<O> operator, OperatorLowering<O> lowering) {
        if (!OPERATORS.contains(operator)) {
            throw new IllegalArgumentException("no operator is a " + operator.getSimpleName() + "; there are "
                    + OPERATORS.stream().map(Class::getSimpleName).collect(Collectors.joining(", ")));
        }
        Map<Class<?>, OperatorLowering<?>> all = new LinkedHashMap<>(replaced);
        all.put(operator, lowering);
        return new KernelsByOperator(all);
    }

    /** This table with a user's own kernel. */
    public <O> KernelsByOperator replacing(DeviceKernel<O> kernel) {
        return replacing(kernel.operator(), kernel.lowering());
    }

    /** What can be replaced. */
    public static List<Class<?>> operators() {
        return OPERATORS;
    }

    /** The operators whose lowering is not this backend's own, in words; empty where there are none. */
    public String replacements() {
        return replaced.keySet().stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
    }

    /** What launches the operators of a graph become. */
    public List<Launch> lower(Scope scope) {
        Launches launches = new Launches(scope);
        scope.fused().operators().forEach(operator -> lower(operator, scope, launches));
        return launches.all();
    }

    private void lower(Lowered operator, Scope scope, Launches launches) {
        switch (operator) {
            case Lowered.Product o -> lower(o, ProductLowering::lower, scope, launches);
            case Lowered.Qkv o -> lower(o, QkvLowering::lower, scope, launches);
            case Lowered.Gated o -> lower(o, GatedLowering::lower, scope, launches);
            case Lowered.TurnAndStore o -> lower(o, TurnAndStoreLowering::lower, scope, launches);
            case Lowered.TurnedAttend o -> lower(o, TurnedAttendLowering::lower, scope, launches);
            case Lowered.One one -> lower(one.step(), scope, launches);
        }
    }

    private void lower(Step step, Scope scope, Launches launches) {
        switch (step) {
            case Step.Embed s -> lower(s, EmbedLowering::lower, scope, launches);
            case Step.Given s -> lower(s, GivenLowering::lower, scope, launches);
            case Step.RmsNorm s -> lower(s, RmsNormLowering::lower, scope, launches);
            case Step.MatMul s -> lower(Lowered.Product.of(s), scope, launches);
            case Step.AddBias s -> lower(s, AddBiasLowering::lower, scope, launches);
            case Step.Rope s -> lower(s, RopeLowering::lower, scope, launches);
            case Step.StoreKv s -> lower(s, StoreKvLowering::lower, scope, launches);
            case Step.Attend s -> lower(s, AttendLowering::lower, scope, launches);
            case Step.SwiGlu s -> lower(s, SwiGluLowering::lower, scope, launches);
            case Pointwise.GeGlu s -> lower(s, GeGluLowering::lower, scope, launches);
            case Pointwise.Scale s -> lower(s, ScaleLowering::lower, scope, launches);
            case Pointwise.Strengthen s -> lower(s, StrengthenLowering::lower, scope, launches);
            case Pointwise.SoftCap s -> lower(s, SoftCapLowering::lower, scope, launches);
            case Experts.Route s -> lower(s, RouteLowering::lower, scope, launches);
            case Experts.Product s -> lower(s, ExpertProductLowering::lower, scope, launches);
            case Experts.Blend s -> lower(s, BlendLowering::lower, scope, launches);
            case Step.Add s -> lower(s, AddLowering::lower, scope, launches);
            case Step.SelectOutputs s -> lower(s, SelectOutputsLowering::lower, scope, launches);
        }
    }

    @SuppressWarnings("unchecked") // replacing has put an operator's own lowering there
    private <O> void lower(O operator, OperatorLowering<O> standard, Scope scope, Launches launches) {
        ((OperatorLowering<O>) replaced.getOrDefault(operator.getClass(), standard)).lower(operator, scope, launches);
    }
}
