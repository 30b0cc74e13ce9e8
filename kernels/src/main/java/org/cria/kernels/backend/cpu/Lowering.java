package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** The CPU's lowering table: one op per step, and the activations between them. */
final class Lowering {
    private final Arithmetic arithmetic;
    private final CpuKvStore kv;
    private final int threads;
    private final Map<Buffer, Activation> activations = new LinkedHashMap<>();
    private final Map<Rotation, RotationTable> rotations = new LinkedHashMap<>();
    private final List<Op> ops = new ArrayList<>();

    Lowering(Program program, Arithmetic arithmetic, CpuKvStore kv, int threads) {
        this.arithmetic = arithmetic;
        this.kv = kv;
        this.threads = threads;
        program.steps().forEach(step -> ops.add(lower(step)));
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
        rotations.values().forEach(r -> r.prepare(pass.batch()));
    }

    private Op lower(Step step) {
        return switch (step) {
            case Step.Embed s ->
                new EmbedOp(s.table(), arithmetic.rows(s.table().format()), activation(s.out()));
            case Step.Given s -> new GivenOp(activation(s.out()));
            case Step.RmsNorm s ->
                new RmsNormOp(activation(s.x()), VectorWeight.of(s.gain()), s.epsilon(), activation(s.out()));
            case Step.MatMul s ->
                new MatMulOp(
                        s.w(),
                        arithmetic.rows(s.w().format()),
                        arithmetic,
                        threads,
                        activation(s.x()),
                        activation(s.out()));
            case Step.AddBias s -> new AddBiasOp(VectorWeight.of(s.bias()), activation(s.x()));
            case Step.Rope s ->
                new RopeOp(
                        activation(s.x()), s.headDims(), rotations.computeIfAbsent(s.rotation(), RotationTable::new));
            case Step.StoreKv s -> new StoreKvOp(kv, s.layer(), activation(s.k()), activation(s.v()));
            case Step.Attend s -> new AttendOp(kv, s, arithmetic, activation(s.q()), activation(s.out()));
            case Step.SwiGlu s ->
                new SwiGluOp(arithmetic, activation(s.gate()), activation(s.up()), activation(s.out()));
            case Step.Add s -> new AddOp(activation(s.x()), activation(s.sum()));
            case Step.SelectOutputs s -> new SelectOutputsOp(activation(s.x()), activation(s.out()));
        };
    }
}
