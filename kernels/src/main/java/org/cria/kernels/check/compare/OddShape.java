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
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** The same steps in small shapes that fill no group, tile or vector, with the first values of the model's own weights. */
public final class OddShape implements Operands {
    private static final int COLUMNS = 100;
    private static final int BLOCKS = 3;
    private static final int ROWS = 17;
    private static final int FEWER_ROWS = 5;
    private static final int VALUES = 33;
    private static final int VOCABULARY = 13;
    private static final int KV_HEADS = 3;

    private final KvShape kv;
    private final Map<Buffer, Integer> columns = new LinkedHashMap<>();

    private OddShape(List<Step> steps, KvShape shape, Settings settings) {
        int heads = shape.of(steps).heads().getFirst();
        int kept = Math.min(KV_HEADS, heads);
        while (!isWhole(kept * shape.headDims(), settings) && kept < heads) {
            kept++;
        }
        this.kv = new KvShape(1, kept, shape.headDims());
        Set<Buffer> inputs = new LinkedHashSet<>();
        Set<Buffer> all = new LinkedHashSet<>();
        for (Step step : steps) {
            all.addAll(step.reads());
            all.addAll(step.writes());
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
        all.forEach(buffer -> columns.put(buffer, columns(buffer, steps, heads, inputs, widest)));
    }

    /** Whether rows of so many values are whole blocks of the cache. */
    private static boolean isWhole(int columns, Settings settings) {
        return columns % settings.keys().blockValues() == 0
                && columns % settings.values().blockValues() == 0;
    }

    private int columns(Buffer buffer, List<Step> steps, int kvHeads, Set<Buffer> inputs, int widest) {
        if (steps.stream().anyMatch(OddShape::hasExperts)) {
            return buffer.columns(); // these depend on each other; a model's own are odd enough
        }
        if (steps.stream().anyMatch(OddShape::hasHeads)) {
            int dims = kv.headDims();
            int heads = buffer.columns() / dims;
            int kept = kv.heads().getFirst();
            return heads <= kvHeads ? Math.min(heads, kept) * dims : kept * (heads / kvHeads) * dims;
        }
        int group = steps.stream().mapToInt(OddShape::group).max().orElse(1);
        if (group > 1) {
            return Math.min(buffer.columns(), KV_HEADS * group);
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

    private static boolean hasExperts(Step step) {
        return step instanceof Experts.Route || step instanceof Experts.Product || step instanceof Experts.Blend;
    }

    private static boolean hasHeads(Step step) {
        return step instanceof Step.Rope || step.cacheLayer().isPresent();
    }

    /** How many of a row's values are normalised together, where it is not all of them. */
    private static int group(Step step) {
        return step instanceof Step.RmsNorm norm && norm.groups() > 1
                ? norm.gain().columns()
                : 1;
    }

    private static int block(Step step) {
        return step.weights().stream()
                .mapToInt(weight -> weight.format().blockValues())
                .max()
                .orElse(1);
    }

    /**
     * The operator in odd shapes: of two of its layers where there are more, so that a kernel that finds the wrong one shows.
     *
     * @param program whose operator it is
     * @param settings of the run, whose cache may be kept in blocks
     */
    public static TestCase of(Operator operator, Program program, Settings settings) {
        OddShape odd = new OddShape(operator.steps(), program.kv(), settings);
        List<List<Step>> layers = new ArrayList<>();
        for (List<Step> layer :
                operator.layers().subList(0, Math.min(2, operator.layers().size()))) {
            layers.add(layer.stream().map(step -> step.with(odd)).toList());
        }
        Buffer logits = odd.columns.containsKey(program.logits()) ? odd.buffer(program.logits()) : program.logits();
        List<Integer> at =
                layers.size() == 1 ? List.of(0) : List.of(0, layers.getFirst().size());
        return new TestCase(
                new Operator(operator.phase(), layers, at),
                new Program(List.of(), layers, List.of(), logits, odd.kv),
                true);
    }

    @Override
    public Buffer buffer(Buffer buffer) {
        return new Buffer(buffer.name(), buffer.rows(), columns.getOrDefault(buffer, buffer.columns()));
    }

    /** The first blocks of its first rows. */
    @Override
    public Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
        int kept = role == Weight.Role.TABLE ? Math.min(VOCABULARY, rows) : rows;
        long bytes = weight.format().bytes(columns);
        MemorySegment data = Arena.ofAuto().allocate(bytes * kept, Long.BYTES);
        for (int i = 0; i < kept; i++) {
            MemorySegment.copy(weight.data(), i * weight.rowBytes(), data, i * bytes, bytes);
        }
        return new Weight(weight.name(), weight.format(), kept, columns, data);
    }

    @Override
    public int cacheLayer(int layer) {
        return 0;
    }
}
