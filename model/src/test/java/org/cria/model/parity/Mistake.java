package org.cria.model.parity;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** What sets families apart from Llama, each taken out, or taken for what Llama does. */
enum Mistake {
    NEIGHBOURS_TURN(each(s -> s instanceof Step.Rope r ? turning(r, Rotation.Pairing.NEIGHBOURS) : s)),
    HALVES_TURN(each(s -> s instanceof Step.Rope r ? turning(r, Rotation.Pairing.HALVES) : s)),
    NO_BIASES(without(Step.AddBias.class::isInstance)),
    NO_HEAD_NORMS(
            without(step -> step instanceof Step.RmsNorm s && s.gain().name().matches(".*attn_[qk]_norm.*"))),
    NO_NORMS_AFTER(
            without(step -> step instanceof Step.RmsNorm s && s.gain().name().contains("post_"))),
    NO_SCALES(without(Pointwise.Scale.class::isInstance)),
    SCORES_BY_HEAD_WIDTH(each(
            s -> s instanceof Step.Attend a ? scores(a, 1 / Math.sqrt(a.headDims()), a.softCap()) : s)),
    NO_CAP_ON_SCORES(each(s -> s instanceof Step.Attend a ? scores(a, a.scale(), 0) : s)),
    NO_CAP_ON_LOGITS(without(Pointwise.SoftCap.class::isInstance)),
    ALL_IS_SEEN(each(s -> s instanceof Step.Attend a ? seeing(a, 0) : s)),
    A_POSITION_LESS_IS_SEEN(each(s -> s instanceof Step.Attend a && a.window() > 0 ? seeing(a, a.window() - 1) : s)),
    SILU_FOR_GELU(each(s -> s instanceof Pointwise.GeGlu g ? new Step.SwiGlu(g.gate(), g.up(), g.out()) : s)),
    ONE_ROTATION(Mistake::turningAsTheLast),
    ALL_LAYERS_TURN(Mistake::turningEverywhere),
    NO_ROUTE(without(Experts.Route.class::isInstance)),
    NO_BLEND(without(Experts.Blend.class::isInstance)),
    NO_SECOND_PRODUCT_OF_EXPERTS(without(step -> step instanceof Experts.Product p && p.apart()));

    @SuppressWarnings("ImmutableEnumChecker") // a rewrite keeps nothing
    private final UnaryOperator<Program> rewrite;

    Mistake(UnaryOperator<Program> rewrite) {
        this.rewrite = rewrite;
    }

    Program make(Program program) {
        return rewrite.apply(program);
    }

    private static UnaryOperator<Program> each(Function<Step, Step> other) {
        return lists(steps -> steps.stream().map(other).toList());
    }

    private static UnaryOperator<Program> without(Function<Step, Boolean> which) {
        return lists(steps -> steps.stream().filter(step -> !which.apply(step)).toList());
    }

    private static UnaryOperator<Program> lists(Function<List<Step>, List<Step>> other) {
        return program -> new Program(
                other.apply(program.input()),
                program.layers().stream().map(other).toList(),
                other.apply(program.output()),
                program.logits(),
                program.kv());
    }

    private static Step turning(Step.Rope rope, Rotation.Pairing pairing) {
        Rotation rotation = rope.rotation();
        return new Step.Rope(
                rope.x(), rope.headDims(), new Rotation(rotation.frequencies(), rotation.magnitude(), pairing));
    }

    private static Step scores(Step.Attend a, double scale, float softCap) {
        return new Step.Attend(a.layer(), a.q(), a.heads(), a.kvHeads(), (float) scale, softCap, a.window(), a.out());
    }

    private static Step seeing(Step.Attend a, int window) {
        return new Step.Attend(a.layer(), a.q(), a.heads(), a.kvHeads(), a.scale(), a.softCap(), window, a.out());
    }

    /** The rotation of the first layer in all of them. */
    private static Program turningAsTheLast(Program program) {
        Step.Rope first = program.keyRotation(0).orElseThrow();
        return each(s -> s instanceof Step.Rope r ? new Step.Rope(r.x(), r.headDims(), first.rotation()) : s)
                .apply(program);
    }

    /** The first layer's rotation in layers that have none. */
    private static Program turningEverywhere(Program program) {
        Step.Rope first = program.keyRotation(0).orElseThrow();
        return lists(steps -> steps.stream().noneMatch(Step.StoreKv.class::isInstance)
                                || steps.stream().anyMatch(Step.Rope.class::isInstance)
                        ? steps
                        : steps.stream()
                                .flatMap(step -> step instanceof Step.StoreKv store
                                        ? Stream.of(new Step.Rope(store.k(), first.headDims(), first.rotation()), store)
                                        : Stream.of(step))
                                .toList())
                .apply(program);
    }
}
