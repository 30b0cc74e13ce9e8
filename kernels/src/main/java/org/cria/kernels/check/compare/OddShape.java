package org.cria.kernels.check.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** The same steps in small shapes that fill no group, tile or vector, with the first values of the model's own weights. */
public final class OddShape {
    private static final int COLUMNS = 100;
    private static final int BLOCKS = 3;
    private static final int ROWS = 17;
    private static final int FEWER_ROWS = 5;
    private static final int VALUES = 33;
    private static final int VOCABULARY = 13;
    private static final int KV_HEADS = 3;

    private final Program.KvShape kv;
    private final Map<Buffer, Integer> columns = new LinkedHashMap<>();

    private OddShape(List<Step> steps, Program.KvShape shape) {
        this.kv = new Program.KvShape(1, Math.min(KV_HEADS, shape.heads()), shape.headDims());
        Set<Buffer> inputs = new LinkedHashSet<>();
        Set<Buffer> all = new LinkedHashSet<>();
        for (Step step : steps) {
            all.addAll(Dataflow.reads(step));
            all.addAll(Dataflow.writes(step));
            if (step instanceof Step.MatMul s) {
                inputs.add(s.x());
            }
        }
        for (Step step : steps) {
            if (step instanceof Step.RmsNorm s && inputs.contains(s.out())) {
                inputs.add(s.x());
            }
        }
        int widest = all.stream()
                .filter(buffer -> !inputs.contains(buffer))
                .mapToInt(Buffer::columns)
                .max()
                .orElseThrow();
        all.forEach(buffer -> columns.put(buffer, columns(buffer, steps, shape, inputs, widest)));
    }

    private int columns(Buffer buffer, List<Step> steps, Program.KvShape shape, Set<Buffer> inputs, int widest) {
        if (steps.stream().anyMatch(OddShape::hasHeads)) {
            int dims = shape.headDims();
            int heads = buffer.columns() / dims;
            return heads <= shape.heads()
                    ? Math.min(heads, kv.heads()) * dims
                    : kv.heads() * (heads / shape.heads()) * dims;
        }
        if (inputs.contains(buffer) || steps.stream().anyMatch(Step.Embed.class::isInstance)) {
            int block = steps.stream().mapToInt(OddShape::block).max().orElse(1);
            return Math.min(buffer.columns(), block == 1 ? COLUMNS : BLOCKS * block);
        }
        if (!inputs.isEmpty()) {
            return Math.min(buffer.columns(), buffer.columns() == widest ? ROWS : FEWER_ROWS);
        }
        return Math.min(buffer.columns(), VALUES);
    }

    private static boolean hasHeads(Step step) {
        return step instanceof Step.Rope || step instanceof Step.StoreKv || step instanceof Step.Attend;
    }

    private static int block(Step step) {
        return switch (step) {
            case Step.MatMul s -> s.w().format().blockValues();
            case Step.Embed s -> s.table().format().blockValues();
            default -> 1;
        };
    }

    /**
     * The operator in odd shapes: of two of its layers where there are more, so that a kernel that finds the wrong one shows.
     *
     * @param program whose operator it is
     */
    public static TestCase of(Operator operator, Program program) {
        OddShape odd = new OddShape(operator.steps(), program.kv());
        List<List<Step>> layers = new ArrayList<>();
        for (List<Step> layer :
                operator.layers().subList(0, Math.min(2, operator.layers().size()))) {
            layers.add(layer.stream().map(odd::shrunk).toList());
        }
        Buffer logits = odd.columns.containsKey(program.logits()) ? odd.of(program.logits()) : program.logits();
        List<Integer> at =
                layers.size() == 1 ? List.of(0) : List.of(0, layers.getFirst().size());
        return new TestCase(
                new Operator(operator.phase(), layers, at),
                new Program(List.of(), layers, List.of(), logits, odd.kv),
                true);
    }

    private Buffer of(Buffer buffer) {
        return new Buffer(buffer.name(), buffer.rows(), columns.getOrDefault(buffer, buffer.columns()));
    }

    private Step shrunk(Step step) {
        return switch (step) {
            case Step.Embed s ->
                new Step.Embed(first(s.table(), Math.min(VOCABULARY, s.table().rows()), of(s.out())), of(s.out()));
            case Step.Given s -> new Step.Given(of(s.out()));
            case Step.RmsNorm s -> new Step.RmsNorm(of(s.x()), first(s.gain(), 1, of(s.x())), s.epsilon(), of(s.out()));
            case Step.MatMul s ->
                new Step.MatMul(first(s.w(), of(s.out()).columns(), of(s.x())), of(s.x()), of(s.out()));
            case Step.AddBias s -> new Step.AddBias(first(s.bias(), 1, of(s.x())), of(s.x()));
            case Step.Rope s -> new Step.Rope(of(s.x()), s.headDims(), s.rotation());
            case Step.StoreKv s -> new Step.StoreKv(0, of(s.k()), of(s.v()));
            case Step.Attend s ->
                new Step.Attend(
                        0, of(s.q()), kv.heads() * (s.heads() / s.kvHeads()), kv.heads(), s.scale(), of(s.out()));
            case Step.SwiGlu s -> new Step.SwiGlu(of(s.gate()), of(s.up()), of(s.out()));
            case Step.Add s -> new Step.Add(of(s.x()), of(s.sum()));
            case Step.SelectOutputs s -> new Step.SelectOutputs(of(s.x()), of(s.out()));
        };
    }

    /** The first blocks of a weight's first rows. */
    private static Weight first(Weight weight, int rows, Buffer row) {
        long bytes = weight.format().bytes(row.columns());
        MemorySegment data = Arena.ofAuto().allocate(bytes * rows, Long.BYTES);
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(weight.data(), i * weight.rowBytes(), data, i * bytes, bytes);
        }
        return new Weight(weight.name(), weight.format(), rows, row.columns(), data);
    }
}
