package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** The CPU's lowering table: one op per step, and the activations between them. */
final class Lowering {
    private final CpuLoops loops;
    private final Arithmetic arithmetic;
    private final CpuKvStore kv;
    private final int threads;
    private final Optional<InputSquares> inputs;
    private final Map<Buffer, Activation> activations = new LinkedHashMap<>();
    private final Map<Rotation, RotationTable> rotations = new LinkedHashMap<>();
    private final Map<Buffer, RoundedActivation> rounded = new LinkedHashMap<>();
    /** Those whose activations are in 8 bits as well, at the current step. */
    private final Set<Buffer> inBytes = new HashSet<>();

    private final List<Op> ops = new ArrayList<>();

    Lowering(Program program, CpuLoops loops, CpuKvStore kv, int threads) {
        this(program, loops, kv, threads, Optional.empty());
    }

    /** @param inputs what is told of what enters products */
    Lowering(Program program, CpuLoops loops, CpuKvStore kv, int threads, Optional<InputSquares> inputs) {
        this.loops = loops;
        this.arithmetic = loops.arithmetic();
        this.kv = kv;
        this.threads = threads;
        this.inputs = inputs;
        List<Step> steps = program.steps();
        for (int i = 0; i < steps.size(); ) {
            Optional<LowRankFour> lowRank = LowRankFour.at(i, steps, program.logits());
            ops.add(lowRank.map(this::lowRank).orElseGet(step(steps.get(i))));
            int next = i + (lowRank.isPresent() ? LowRankFour.COUNT : 1);
            steps.subList(i, next).forEach(step -> inBytes.removeAll(step.writes()));
            i = next;
        }
    }

    private Supplier<Op> step(Step step) {
        return () -> lower(step);
    }

    private Op lowRank(LowRankFour s) {
        return new LowRankOp(
                s.first().w(),
                s.strengthen(),
                s.second().w(),
                arithmetic,
                activation(s.first().x()),
                activation(s.add().sum()));
    }

    /** The ops in order. */
    List<Op> ops() {
        return List.copyOf(ops);
    }

    Activation activation(Buffer buffer) {
        return activations.computeIfAbsent(buffer, Activation::new);
    }

    /** Makes room for a pass and computes what all its layers share. */
    void prepare(ForwardPass pass) {
        activations.values().forEach(a -> a.ensure(pass.rows(a)));
        rounded.values().forEach(r -> r.ensure(pass.rows(r.exact())));
        rotations.values().forEach(r -> r.prepare(pass.batch()));
    }

    private Op lower(Step step) {
        return switch (step) {
            case Step.Embed s ->
                new EmbedOp(s.table(), arithmetic.rows(s.table().format()), activation(s.out()));
            case Step.Given s -> new GivenOp(activation(s.out()));
            case Step.RmsNorm s ->
                new RmsNormOp(
                        arithmetic, activation(s.x()), VectorWeight.of(s.gain()), s.epsilon(), activation(s.out()));
            case Step.MatMul s -> product(s);
            case Step.AddBias s -> new AddBiasOp(VectorWeight.of(s.bias()), activation(s.x()));
            case Step.Rope s ->
                new RopeOp(
                        activation(s.x()),
                        s.headDims(),
                        s.rotation().pairing(),
                        rotations.computeIfAbsent(s.rotation(), RotationTable::new));
            case Step.StoreKv s -> new StoreKvOp(kv, s.layer(), activation(s.k()), activation(s.v()));
            case Step.Attend s -> new AttendOp(kv, s, attention(s), arithmetic, activation(s.q()), activation(s.out()));
            case Step.SwiGlu s ->
                new GateOp(arithmetic::swiGlu, activation(s.gate()), activation(s.up()), activation(s.out()));
            case Pointwise.GeGlu s ->
                new GateOp(arithmetic::geGlu, activation(s.gate()), activation(s.up()), activation(s.out()));
            case Experts.Route s -> new RouteOp(activation(s.scores()), activation(s.chosen()));
            case Experts.Product s -> experts(s);
            case Experts.Blend s ->
                new BlendOp(arithmetic, activation(s.x()), activation(s.chosen()), activation(s.out()));
            case Pointwise.Scale s -> new ScaleOp(activation(s.x()), s.factor());
            case Pointwise.Strengthen s -> new StrengthenOp(s, activation(s.x()));
            case Pointwise.SoftCap s -> new SoftCapOp(arithmetic, activation(s.x()), s.cap());
            case Step.Add s -> new AddOp(arithmetic, activation(s.x()), activation(s.sum()));
            case Step.SelectOutputs s -> new SelectOutputsOp(activation(s.x()), activation(s.out()));
        };
    }

    private AttentionLoops attention(Step.Attend s) {
        return loops.attention(kv.keys(s.layer()).format(), kv.values(s.layer()).format(), s.headDims());
    }

    private Op experts(Experts.Product s) {
        inputs.flatMap(all -> all.of(s.w(), s.experts()))
                .ifPresent(sums -> ops.add(InputSquaresOp.of(sums, s, activation(s.x()), activation(s.chosen()))));
        return new ExpertProductOp(
                s,
                arithmetic.rows(s.w().format()),
                arithmetic,
                activation(s.x()),
                activation(s.chosen()),
                activation(s.out()));
    }

    private Op product(Step.MatMul s) {
        Weight w = s.w();
        inputs.flatMap(all -> all.of(w, 1)).ifPresent(sums -> ops.add(InputSquaresOp.of(sums, activation(s.x()))));
        Optional<ByteKernels> bytes = loops.products().of(w.format());
        if (bytes.isPresent() && w.data().isNative()) {
            RoundedActivation x =
                    rounded.computeIfAbsent(s.x(), buffer -> new RoundedActivation(activation(buffer), bytes.get()));
            if (inBytes.add(s.x())) {
                ops.add(new RoundOp(x));
            }
            return new ByteMatMulOp(w, bytes.get(), threads, x, activation(s.out()));
        }
        Optional<HalfKernels> halves = loops.halves(w);
        if (halves.isPresent() && w.data().isNative()) {
            return new HalfMatMulOp(w, halves.get(), threads, activation(s.x()), activation(s.out()));
        }
        return new MatMulOp(
                w, arithmetic.rows(w.format()), arithmetic, threads, activation(s.x()), activation(s.out()));
    }
}
