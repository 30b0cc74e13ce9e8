package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.format.Format;

/**
 * Attention over cached rows in machine code. The bits are those of loops with vectors of as many lanes, see
 * {@link org.cria.kernels.backend.cpu.rows.LaneSum}. Whether arguments are in bounds is checked here: machine code does not. Thread-safe.
 */
public final class CellKernels {
    /** The most heads of a call. */
    public static final int MOST_HEADS = ScoreKernel.MOST_QUERIES;

    /** How many largest numbers {@link #scale} tells. */
    public static final int SOFTMAX_LANES = SoftmaxKernels.LANES;

    private record Kernels(List<NativeCode> scores, List<NativeCode> sums) {}

    private final boolean wide;
    private final Map<CellValues, Kernels> kernels = new EnumMap<>(CellValues.class);
    private final NativeCode scaling;
    private final NativeCode exponentials;

    /**
     * Kernels for an instruction set.
     *
     * @param set one that {@link Machine#here} has
     */
    public CellKernels(InstructionSet set) {
        if (!Machine.here().sets().contains(set)) {
            throw new IllegalArgumentException("this machine does not run " + set);
        }
        this.wide = set == InstructionSet.AVX512;
        List<NativeCode> softmax = NativeCode.map(List.of(SoftmaxKernels.scaling(), SoftmaxKernels.exponentials()));
        this.scaling = softmax.get(0);
        this.exponentials = softmax.get(1);
    }

    /** Lanes of a vector. */
    public static int lanes(InstructionSet set) {
        return set == InstructionSet.AVX512 ? 16 : 8;
    }

    /** Kernels for an instruction set; empty where no machine of ours has run them and they do not compute on this one what they should. */
    public static Optional<CellKernels> tried(InstructionSet set) {
        CellKernels kernels = new CellKernels(set);
        return Optional.of(kernels).filter(k -> (Machine.tried() && !k.wide) || new CellTrial(lanes(set)).passes(k));
    }

    /** Whether rows in this format can be read, in heads of so many values. */
    public static boolean has(Format format, int dims) {
        return values(format).isPresent() && dims > 0 && dims % CellValues.VALUES == 0;
    }

    private static Optional<CellValues> values(Format format) {
        return Arrays.stream(CellValues.values())
                .filter(v -> v.format().equals(format))
                .findFirst();
    }

    /**
     * Consecutive cells.
     *
     * @param memory holds them; native
     * @param offset in {@code memory}, of the first one's head, in bytes
     * @param stride bytes from cell to cell
     * @param count 1 or more
     * @param dims values of a head, see {@link #has}
     */
    public record Cells(Format format, MemorySegment memory, long offset, long stride, int count, int dims) {
        long address() {
            long bytes = format.bytes(dims);
            if (!memory.isNative() || !has(format, dims) || count < 1 || stride < bytes) {
                throw new IllegalArgumentException(this + " cannot be read by machine code");
            }
            Objects.checkFromIndexSize(offset, (count - 1) * stride + bytes, memory.byteSize());
            return memory.address() + offset;
        }
    }

    /**
     * Numbers of some heads.
     *
     * @param start in {@code values}, of the first head's
     * @param stride from head to head
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Heads(float[] values, int start, int stride) {
        MemorySegment segment(int heads, int length) {
            long all = (heads - 1L) * stride + length;
            Objects.checkFromIndexSize(start, all, values.length);
            return MemorySegment.ofArray(values).asSlice((long) start * Float.BYTES, all * Float.BYTES);
        }

        long bytes() {
            return (long) stride * Float.BYTES;
        }
    }

    /**
     * {@code scores[h, i] = Σ_d queries[h, d] · keys[i, d]}.
     *
     * @param heads 1 to {@link #MOST_HEADS}
     */
    public void scores(Cells keys, Heads queries, Heads scores, int heads) {
        NativeCode kernel = kernels(keys.format()).scores().get(heads - 1);
        try {
            kernel.call(
                    keys.address(),
                    queries.segment(heads, keys.dims()),
                    scores.segment(heads, keys.count()),
                    NumberPair.of(keys.count(), keys.dims() / CellValues.VALUES),
                    NumberPair.of(Math.toIntExact(keys.stride()), scores.bytes()),
                    queries.bytes());
        } finally {
            Reference.reachabilityFence(keys.memory());
        }
    }

    /**
     * {@code sums[h, d] += Σ_i weights[h, i] · values[i, d]}, cells in order.
     *
     * @param heads 1 to {@link #MOST_HEADS}
     */
    public void addWeighted(Cells values, Heads weights, Heads sums, int heads) {
        NativeCode kernel = kernels(values.format()).sums().get(heads - 1);
        try {
            kernel.call(
                    values.address(),
                    weights.segment(heads, values.count()),
                    sums.segment(heads, values.dims()),
                    NumberPair.of(values.count(), values.dims() / CellValues.VALUES),
                    NumberPair.of(Math.toIntExact(values.stride()), weights.bytes()),
                    sums.bytes());
        } finally {
            Reference.reachabilityFence(values.memory());
        }
    }

    /** How many of {@code length} numbers {@link #scale} and {@link #exponentials} treat: the first ones that fill vectors. */
    public static int whole(int length) {
        return length - length % SoftmaxKernels.LANES;
    }

    /**
     * {@code x[i] *= factor}.
     *
     * @param length a multiple as {@link #whole} gives it, not 0
     * @param largest receives the largest of every eighth at its beginning
     */
    public void scale(float[] x, int start, int length, float factor, float[] largest) {
        scaling.call(
                0,
                part(x, start, length),
                MemorySegment.ofArray(largest).asSlice(0, SoftmaxKernels.LANES * (long) Float.BYTES),
                length / SoftmaxKernels.LANES,
                Float.floatToRawIntBits(factor),
                0);
    }

    /**
     * {@code x[i] = e^(x[i] − minus)}.
     *
     * @param length a multiple as {@link #whole} gives it, not 0
     * @param sums receives the sums of every fourth at its beginning
     */
    public void exponentials(float[] x, int start, int length, float minus, double[] sums) {
        exponentials.call(
                0,
                part(x, start, length),
                MemorySegment.ofArray(sums).asSlice(0, SoftmaxKernels.SUMS * (long) Double.BYTES),
                length / SoftmaxKernels.LANES,
                Float.floatToRawIntBits(minus),
                0);
    }

    private static MemorySegment part(float[] x, int start, int length) {
        if (length <= 0 || length != whole(length)) {
            throw new IllegalArgumentException(length + " numbers fill no vectors");
        }
        return MemorySegment.ofArray(x).asSlice((long) start * Float.BYTES, (long) length * Float.BYTES);
    }

    private Kernels kernels(Format format) {
        CellValues values =
                values(format).orElseThrow(() -> new IllegalArgumentException("no kernels for " + format.name()));
        synchronized (kernels) {
            return kernels.computeIfAbsent(values, this::assemble);
        }
    }

    private Kernels assemble(CellValues values) {
        List<byte[]> codes = new ArrayList<>();
        for (int heads = 1; heads <= MOST_HEADS; heads++) {
            codes.add(ScoreKernel.assemble(values, wide, heads));
            codes.add(WeightedSumKernel.assemble(values, wide, heads));
        }
        List<NativeCode> mapped = NativeCode.map(codes);
        return new Kernels(
                IntStream.range(0, MOST_HEADS).mapToObj(i -> mapped.get(2 * i)).toList(),
                IntStream.range(0, MOST_HEADS)
                        .mapToObj(i -> mapped.get(2 * i + 1))
                        .toList());
    }
}
