package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
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
    /** What is done before products of a buffer, as long as it holds what it held then. */
    private final Map<Buffer, ProductInputOp> before = new HashMap<>();

    /** Those of products that have ops, by the index of their first step. */
    private final Map<Integer, LowRankOp> tweaks = new HashMap<>();

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
            int next = i + lower(i, steps, program.logits());
            steps.subList(i, next).forEach(step -> before.keySet().removeAll(step.writes()));
            i = next;
        }
    }

    /** Adds ops for the step at {@code index}, and those after it that are done with it; returns how many. */
    private int lower(int index, List<Step> steps, Buffer logits) {
        LowRankOp ofProduct = tweaks.get(index);
        if (ofProduct != null) {
            ops.add(ofProduct);
            return LowRankFour.COUNT;
        }
        Optional<LowRankFour> alone = LowRankFour.at(index, steps, logits);
        if (alone.isPresent()) {
            ops.add(lowRank(alone.get(), isRounded(alone.get().first().x()), false));
            return LowRankFour.COUNT;
        }
        if (steps.get(index) instanceof Step.MatMul product) {
            product(product, LowRankFour.of(product, index, steps, logits));
        } else {
            ops.add(lower(steps.get(index)));
        }
        return 1;
    }

    private LowRankOp lowRank(LowRankFour s, boolean rounded, boolean inProduct) {
        return new LowRankOp(
                s,
                rounded,
                inProduct,
                loops,
                activation(s.first().x()),
                activation(s.add().sum()));
    }

    /** The ops in order, together where they need not wait for each other. */
    List<Op> ops() {
        return Stages.of(ops, threads);
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
            case Step.MatMul s -> throw new IllegalArgumentException("a product has more than one op");
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

    private void product(Step.MatMul s, SequencedMap<Integer, LowRankFour> tweaksOfIt) {
        Weight w = s.w();
        inputs.flatMap(all -> all.of(w, 1)).ifPresent(sums -> ops.add(InputSquaresOp.of(sums, activation(s.x()))));
        Optional<ByteKernels> bytes =
                loops.products().of(w.format()).filter(b -> w.data().isNative());
        Optional<HalfKernels> halves = loops.halves(w).filter(h -> w.data().isNative());
        boolean adds = bytes.isPresent() || halves.isPresent();
        List<LowRankOp> added = new ArrayList<>();
        tweaksOfIt.forEach((index, tweak) -> {
            LowRankOp op = lowRank(tweak, bytes.isPresent(), adds);
            tweaks.put(index, op);
            added.add(op);
        });
        Activation x = activation(s.x());
        Activation out = activation(s.out());
        if (bytes.isPresent()) {
            RoundedActivation inBytes = rounded.computeIfAbsent(s.x(), buffer -> new RoundedActivation(x, bytes.get()));
            before(s.x(), List.of(new RoundOp(inBytes)), added);
            add(new ByteMatMul(w, bytes.get(), inBytes, out, added));
        } else if (halves.isPresent()) {
            before(s.x(), List.of(), added);
            add(new HalfMatMul(w, halves.get(), x, out, added));
        } else {
            add(new FloatMatMul(w, arithmetic.rows(w.format()), arithmetic, x, out));
        }
    }

    private void add(MatMul product) {
        ops.add(new MatMulsOp(List.of(product), threads));
    }

    /** Sees to it that an input is rounded and multiplied with the first matrices of tweaks, beside what was done with it before. */
    private void before(Buffer x, List<RoundOp> rounds, List<LowRankOp> added) {
        ProductInputOp done = before.get(x);
        if ((done == null && !added.isEmpty()) || (!isRounded(x) && !rounds.isEmpty())) {
            done = new ProductInputOp(rounds, new ArrayList<>());
            ops.add(done);
            before.put(x, done);
        }
        if (done != null) {
            done.tweaks().addAll(added);
        }
    }

    private boolean isRounded(Buffer x) {
        ProductInputOp done = before.get(x);
        return done != null && !done.rounds().isEmpty();
    }
}
