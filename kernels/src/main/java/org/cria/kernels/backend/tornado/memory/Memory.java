package org.cria.kernels.backend.tornado.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.kernel.JointRows;
import org.cria.kernels.backend.tornado.kernel.PanelProduct;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.kernel.Tables;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The arrays that all graphs of a program share on the device. Weights of a kind lie one layer after the other in one array, in
 * their own format; what is made of f32 anyway (gains, biases) is decoded.
 */
public final class Memory {
    /** Sequences whose cells the device keeps at a time. */
    private static final int SLOTS = 8;

    private final Program program;
    private final Settings settings;
    private final int rows;
    private final int cells;
    private final int positions;
    private final int adapters;
    private final Map<Buffer, FloatArray> buffers = new LinkedHashMap<>();
    private final Map<Integer, FloatArray> logits = new LinkedHashMap<>();
    private final Map<Integer, FloatArray> panels = new LinkedHashMap<>();
    private final Map<Integer, FloatArray> joint = new LinkedHashMap<>();
    private final Map<Integer, FloatArray> given = new LinkedHashMap<>();
    private final Map<Integer, Bests> bests = new LinkedHashMap<>();
    private final Stacks stacks;
    private final Map<Segment, Vectors> vectors = new LinkedHashMap<>();
    private final Map<Segment, List<CacheArrays>> caches = new LinkedHashMap<>();
    private final FloatArray tables = Tables.make();
    private final RotationAngles rotations;
    private final IntArray pass;
    private final IntArray table;
    private final IntArray zero = new IntArray(1);
    private final CacheArrays.StandIns standIns = new CacheArrays.StandIns();

    /**
     * @param weights where the weights will be
     * @param capacity of the other arrays
     */
    public Memory(
            Program program, Settings settings, List<Segment> segments, Stacks.Residence weights, Capacity capacity) {
        this.program = program;
        this.settings = settings;
        this.stacks = new Stacks(weights);
        this.rows = capacity.rows();
        this.cells = capacity.cells();
        this.positions = capacity.positions();
        this.adapters = program.adapters();
        this.pass = new IntArray(Pass.size(rows, adapters));
        this.table = new IntArray(slots() * positions);
        this.rotations = new RotationAngles(program, positions);
        for (Segment segment : segments) {
            vectors.put(segment, new Vectors(segment));
            List<CacheArrays> own = new ArrayList<>();
            for (int cache : Segment.caches(segment.steps())) {
                own.add(new CacheArrays(
                        segment.layers().size(), cells, program.kv().columns(cache), settings, standIns));
            }
            caches.put(segment, own);
        }
    }

    /** Strengths that each row of a pass has. */
    public int adapters() {
        return adapters;
    }

    /** Numbers of a pass, without updates. */
    public int passSize(Phase phase) {
        return Pass.size(rows(phase), adapters);
    }

    /** The most rows of a pass. */
    public int rows(Phase phase) {
        return switch (phase) {
            case DECODE, LONG_DECODE -> 1;
            case JOINT_DECODE -> Math.min(rows, JointRows.MOST);
            case PREFILL -> rows;
        };
    }

    public int cells() {
        return cells;
    }

    public int positions() {
        return positions;
    }

    public int slots() {
        return Math.min(rows, SLOTS);
    }

    public FloatArray buffer(Buffer buffer) {
        return buffers.computeIfAbsent(buffer, b -> new FloatArray(Math.multiplyExact(rows, b.columns())));
    }

    /** Room for a buffer's activations in panels of tokens; one for all buffers of a width, for none is used for long. */
    public FloatArray panels(Buffer buffer) {
        int padded = Math.ceilDiv(rows, PanelProduct.TOKENS) * PanelProduct.TOKENS;
        return panels.computeIfAbsent(buffer.columns(), c -> new FloatArray(Math.multiplyExact(padded, c)));
    }

    /** Room for the activations of rows that are decoded together; one for all buffers of a width, for none is used for long. */
    public FloatArray joint(int columns) {
        return joint.computeIfAbsent(columns, c -> new FloatArray(JointRows.size(c)));
    }

    /** The buffer that leaves the device. */
    public Buffer logits() {
        return program.logits();
    }

    /** The logits of a pass of at most {@code most} rows: an array of its own, for all of it leaves the device. */
    public FloatArray logits(int most) {
        return logits.computeIfAbsent(
                most, m -> new FloatArray(Math.multiplyExact(m, program.logits().columns())));
    }

    /** Activations that come with a pass of at most {@code most} rows: an array of its own, for all of it goes to the device. */
    public FloatArray given(int most, Buffer buffer) {
        return given.computeIfAbsent(most, m -> new FloatArray(Math.multiplyExact(m, buffer.columns())));
    }

    /**
     * Where a device puts the best tokens of its parts of the vocabulary.
     *
     * @param values [parts, wanted + 1] scores, and a sum of exponentials
     * @param ids [parts, wanted]
     */
    public record Bests(FloatArray values, IntArray ids) {}

    /** Arrays for the best few tokens; all of them leave the device. */
    public Bests bests(int parts, int wanted) {
        return bests.computeIfAbsent(wanted, w -> new Bests(new FloatArray(parts * (w + 1)), new IntArray(parts * w)));
    }

    /** A matrix of every layer of a segment. */
    public IntArray stack(Segment segment, Weight ofFirst) {
        return stacks.of(segment.stack(ofFirst));
    }

    public Vectors vectors(Segment segment) {
        return Objects.requireNonNull(vectors.get(segment));
    }

    public List<CacheArrays> caches(Segment segment) {
        return Objects.requireNonNull(caches.get(segment));
    }

    public FloatArray tables() {
        return tables;
    }

    public RotationAngles rotations() {
        return rotations;
    }

    public IntArray pass() {
        return pass;
    }

    public IntArray table() {
        return table;
    }

    /** The number of a layer where there is only one. */
    public IntArray zero() {
        return zero;
    }

    /** Whether an array is only there because a kernel's parameter must be something; nobody reads it. */
    public boolean isStandIn(Object array) {
        return standIns.contain(array)
                || vectors.values().stream().anyMatch(v -> v.array() == array && v.stride() == 0);
    }

    /** Arrays that the host fills once. */
    public List<TornadoNativeArray> filled() {
        List<TornadoNativeArray> filled = new ArrayList<>(List.of(tables, rotations.table(), zero));
        filled.addAll(stacks.filled());
        vectors.values().forEach(v -> filled.add(v.array()));
        return filled;
    }

    /** Every layer's cache. */
    public List<CacheArrays> caches() {
        return caches.values().stream().flatMap(List::stream).toList();
    }

    /** Every layer's keys and values. */
    public List<Object> cacheArrays() {
        List<Object> arrays = new ArrayList<>();
        caches().forEach(cache -> arrays.addAll(cache.all()));
        return arrays;
    }

    /** What the cache is kept in, as kernels take it: keys and, eight bits up, values. */
    public int cacheKinds() {
        return CachedArrays.kind(settings.keys()) | CachedArrays.kind(settings.values()) << 8;
    }

    /** The matrices of all segments, as far as something has asked for them. */
    public Stacks stacks() {
        return stacks;
    }
}
