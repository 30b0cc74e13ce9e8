package org.cria.kernels.check.compare;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.CellEncoder;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * Seeded values to run an operator on: normally distributed, in a cache too whose cells lie in no order. Prompts have two sequences,
 * the second of which shares the first one's beginning.
 */
public final class TestInputs {
    /** A position with a past. */
    private static final int FAR = 70;
    /** The most rows that are decoded together. */
    private static final int JOINT = 8;
    /** Positions that the second sequence has from the first. */
    private static final int SHARED = 20;

    private final Operator operator;
    private final KvShape kv;
    private final Settings settings;
    private final Random random = new Random(20_25);
    private final List<int[]> sequences;

    private TestInputs(Operator operator, KvShape kv, Settings settings) {
        this.operator = operator;
        this.kv = kv.of(operator.steps());
        this.settings = settings;
        List<Integer> cells =
                new ArrayList<>(IntStream.range(0, settings.cells()).boxed().toList());
        Collections.shuffle(cells, random);
        int[] first = cells.stream().mapToInt(Integer::intValue).toArray();
        int[] fork = first.clone();
        int ownRows = settings.batchRows();
        System.arraycopy(first, SHARED + ownRows, fork, SHARED, first.length - SHARED - ownRows);
        boolean several = most(operator, settings) > 1;
        this.sequences = several ? List.of(first, fork) : List.of(first);
    }

    /** Cells of the cache, and positions, that these use. */
    public static int cells(int batchRows) {
        return Math.max(FAR + 1, SHARED + 2 * batchRows);
    }

    /** One row at several positions, or a few, or parts of a prompt: a row, a few, and as many as go at a time. */
    public static List<TestInput> of(Operator operator, KvShape kv, Settings settings) {
        TestInputs inputs = new TestInputs(operator, kv, settings);
        if (operator.phase() == Phase.PREFILL) {
            return IntStream.of(1, 5, settings.batchRows())
                    .filter(rows -> rows <= settings.batchRows())
                    .mapToObj(rows -> inputs.input(rows, 0))
                    .toList();
        }
        int most = most(operator, settings);
        return most > 1
                ? List.of(inputs.input(2, 0), inputs.input(most, FAR - most))
                : List.of(inputs.input(1, 0), inputs.input(1, FAR));
    }

    /** The most rows that an operator takes at a time. */
    private static int most(Operator operator, Settings settings) {
        return switch (operator.phase()) {
            case DECODE, LONG_DECODE -> 1;
            case JOINT_DECODE -> Math.min(settings.batchRows(), JOINT);
            case PREFILL -> settings.batchRows();
        };
    }

    /** One row, or as many as go at a time, with so many positions before the first; settings have cells for them. */
    public static TestInput at(Operator operator, KvShape kv, Settings settings, int past) {
        return new TestInputs(operator, kv, settings).input(most(operator, settings), past);
    }

    /** Other ones in every row. */
    private float[] strengths(Operator operator, int rows) {
        return values(rows * Pointwise.Strengthen.adapters(operator.steps()));
    }

    private TestInput input(int rows, int start) {
        int vocabulary = operator.steps().stream()
                .flatMap(step -> step.weights(Weight.Role.TABLE).stream())
                .mapToInt(Weight::rows)
                .min()
                .orElse(1);
        int[] next = {start, SHARED};
        int[] positions = new int[rows];
        int[] of = new int[rows];
        boolean[] outputs = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            of[row] = row % sequences.size();
            positions[row] = next[of[row]]++;
            outputs[row] = row % 3 != 1;
        }
        int[] tokens = random.ints(rows, 0, vocabulary).toArray();
        float[] given = operator.steps().getFirst() instanceof Step.Given first
                ? values(rows * first.out().columns())
                : new float[0];
        Batch batch = new Batch(
                operator.phase().ofBatch(),
                tokens,
                positions,
                of,
                outputs,
                sequences,
                given,
                strengths(operator, rows));
        Map<Buffer, float[]> buffers = new LinkedHashMap<>();
        for (Buffer buffer : Dataflow.needed(operator.steps())) {
            int count = buffer.rows() == Buffer.Rows.TOKENS ? rows : batch.outputRows();
            buffers.put(buffer, isChoice(buffer) ? choices(count, buffer.columns()) : values(count * buffer.columns()));
        }
        return new TestInput(batch, new Values(buffers, cache()));
    }

    /** Whether steps find the numbers of experts in a buffer, and their shares. */
    private boolean isChoice(Buffer buffer) {
        return operator.steps().stream()
                .anyMatch(step -> (step instanceof Experts.Product product
                                && product.chosen().equals(buffer))
                        || (step instanceof Experts.Blend blend
                                && blend.chosen().equals(buffer)));
    }

    /** For each row as many different experts as it has, and shares. */
    private float[] choices(int rows, int columns) {
        int experts = operator.steps().stream()
                .mapToInt(step -> step instanceof Experts.Product product ? product.experts() : columns)
                .min()
                .orElse(columns);
        float[] choices = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            int first = random.nextInt(experts);
            for (int i = 0; i < columns / 2; i++) {
                choices[row * columns + i] = (first + i) % experts;
                choices[row * columns + columns / 2 + i] = random.nextFloat();
            }
        }
        return choices;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private byte[] cache() {
        if (operator.steps().stream().allMatch(step -> step.cacheLayer().isEmpty())) {
            return new byte[0];
        }
        long keyBytes = settings.keys().bytes(kv.columns(0));
        long cellBytes = keyBytes + settings.values().bytes(kv.columns(0));
        byte[] cache = new byte[Math.toIntExact(settings.cells() * cellBytes)];
        MemorySegment target = MemorySegment.ofArray(cache);
        for (int cell = 0; cell < settings.cells(); cell++) {
            float[] row = values(2 * kv.columns(0));
            CellEncoder.of(settings.keys()).encode(row, 0, kv.columns(0), target, cell * cellBytes);
            CellEncoder.of(settings.values())
                    .encode(row, kv.columns(0), kv.columns(0), target, cell * cellBytes + keyBytes);
        }
        return cache;
    }
}
