package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.jspecify.annotations.Nullable;

/**
 * Weights in F16 and BF16 times activations in f32, in machine code. The order of a sum depends on the lanes of a vector only: as many sums, over
 * all columns in order, then as in {@link org.cria.kernels.backend.cpu.rows.LaneSum}; so neither tokens nor rows that are taken together
 * change its bits. Thread-safe; whether arguments are in bounds is checked here: machine code does not.
 */
public final class HalfKernels {
    /** The fewest tokens that make up for bringing rows side by side. */
    private static final int FEWEST_FOR_EXCHANGE = 7;

    /** Values of a row that {@link #addRows} takes together. */
    public static final int PIECE = TweakKernel.PIECE;

    /** Rows of a call for one token: a row of a 7B model takes half a microsecond, and no garbage collection can begin meanwhile. */
    private static final int ROWS_OF_CALL = 16;

    private static final int ROWS = HalfTileKernel.MOST_ROWS;
    private static final int TOKENS = HalfTileKernel.MOST_TOKENS;

    private final boolean wide;
    private final AtomicReferenceArray<NativeCode> tiles = new AtomicReferenceArray<>(4 * ROWS * TOKENS);
    private final AtomicReferenceArray<NativeCode> rowByRow = new AtomicReferenceArray<>(2);
    private final AtomicReference<@Nullable NativeCode> tweak = new AtomicReference<>();
    private final AtomicReferenceArray<NativeCode> exchanges = new AtomicReferenceArray<>(ROWS);

    /**
     * Kernels for an instruction set.
     *
     * @param set one that {@link Machine#here} has
     */
    public HalfKernels(InstructionSet set) {
        if (!Machine.here().sets().contains(set)) {
            throw new IllegalArgumentException("this machine does not run " + set);
        }
        this.wide = set == InstructionSet.AVX512;
    }

    /** Kernels for an instruction set; empty where no machine of ours has run them and they do not compute on this one what they should. */
    public static Optional<HalfKernels> tried(InstructionSet set) {
        HalfKernels kernels = new HalfKernels(set);
        return Optional.of(kernels).filter(k -> (Machine.tried() && !k.wide) || HalfTrial.passes(k));
    }

    /** The formats that can be multiplied. */
    static List<Format> formats() {
        return List.of(Formats.F16, Formats.BF16);
    }

    /** Whether weights in this format with so many columns can be multiplied. */
    public boolean has(Format format, int columns) {
        return formats().contains(format) && columns > 0 && columns % lanes() == 0;
    }

    /** Lanes of a vector, and sums of a product. */
    public int lanes() {
        return wide ? 16 : 8;
    }

    /** Bytes that {@link #multiply} needs for itself with so many tokens. */
    public long room(int columns, int tokens) {
        return exchanges(tokens) ? (long) columns * Short.BYTES * ROWS : 0;
    }

    private boolean exchanges(int tokens) {
        return tokens >= FEWEST_FOR_EXCHANGE && !wide;
    }

    /**
     * {@code out[outStart + t · outColumns + r] = Σ_c w[r, c] · x[t, c]}.
     *
     * @param weights holds the rows; native
     * @param offset in {@code weights}, of the first row, in bytes
     * @param rows few enough to be multiplied in some ten microseconds with three tokens: no garbage collection can begin meanwhile
     * @param x [tokens, columns] fp32
     * @param out [tokens, outColumns] of which each has {@code rows} from {@code outStart} on
     * @param room of {@link #room}; native
     */
    public void multiply(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            float[] x,
            int tokens,
            float[] out,
            int outStart,
            int outColumns,
            MemorySegment room) {
        long rowBytes = format.bytes(columns);
        if (!has(format, columns) || !weights.isNative() || rows > outColumns) {
            throw new IllegalArgumentException(columns + " columns of " + format.name() + " in " + weights);
        }
        Objects.checkFromIndexSize(offset, rows * rowBytes, weights.byteSize());
        Objects.checkFromIndexSize(0, tokens * columns, x.length);
        Objects.checkFromIndexSize(outStart, (tokens - 1) * outColumns + rows, out.length);
        if (tokens == 1 && wide) {
            multiplyRowByRow(format, weights, offset, rows, columns, x, out, outStart);
            return;
        }
        boolean exchanged = exchanges(tokens);
        if (exchanged) {
            Objects.checkFromIndexSize(0, room(columns, tokens), room.isNative() ? room.byteSize() : 0);
        }
        MemorySegment activations = MemorySegment.ofArray(x);
        MemorySegment results = MemorySegment.ofArray(out);
        try {
            for (int r = 0; r < rows; r += ROWS) {
                int together = Math.min(ROWS, rows - r);
                long address = weights.address() + offset + r * rowBytes;
                if (exchanged) {
                    exchange(together)
                            .call(address, MemorySegment.NULL, room, columns / HalfTileKernel.TURN, rowBytes, 0);
                    address = room.address();
                }
                for (int t = 0; t < tokens; t += TOKENS) {
                    tile(format, exchanged, together, Math.min(TOKENS, tokens - t))
                            .call(
                                    address,
                                    activations.asSlice((long) t * columns * Float.BYTES),
                                    results.asSlice((outStart + (long) t * outColumns + r) * Float.BYTES),
                                    NumberPair.of(columns / lanes(), rowBytes),
                                    (long) columns * Float.BYTES,
                                    (long) outColumns * Float.BYTES);
                }
            }
        } finally {
            Reference.reachabilityFence(weights);
            Reference.reachabilityFence(room);
        }
    }

    private void multiplyRowByRow(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            float[] x,
            float[] out,
            int outStart) {
        long rowBytes = format.bytes(columns);
        NativeCode kernel = rowByRow(format);
        MemorySegment activations = MemorySegment.ofArray(x);
        MemorySegment results = MemorySegment.ofArray(out);
        try {
            for (int r = 0; r < rows; r += ROWS_OF_CALL) {
                kernel.call(
                        weights.address() + offset + r * rowBytes,
                        activations,
                        results.asSlice((outStart + (long) r) * Float.BYTES),
                        NumberPair.of(columns / lanes(), rowBytes),
                        Math.min(ROWS_OF_CALL, rows - r),
                        0);
            }
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    /**
     * {@code sums[start + i] += Σ_r numbers[at + r] · rows[r, i]}, rows in order, for as many {@code i} as {@code pieces} have values.
     *
     * @param rows in fp16, piece by piece of {@link #PIECE} values, of each piece all rows; native
     * @param offset in {@code rows}, of the first piece, in bytes
     * @param count of the rows
     */
    public void addRows(
            MemorySegment rows, long offset, int pieces, int count, float[] numbers, int at, float[] sums, int start) {
        if (pieces < 1 || count < 1 || !rows.isNative()) {
            throw new IllegalArgumentException(pieces + " pieces of " + count + " rows in " + rows);
        }
        Objects.checkFromIndexSize(offset, (long) pieces * count * PIECE * Short.BYTES, rows.byteSize());
        Objects.checkFromIndexSize(at, count, numbers.length);
        Objects.checkFromIndexSize(start, pieces * PIECE, sums.length);
        try {
            tweak().call(
                            rows.address() + offset,
                            MemorySegment.ofArray(numbers).asSlice((long) at * Float.BYTES),
                            MemorySegment.ofArray(sums).asSlice((long) start * Float.BYTES),
                            pieces,
                            count,
                            0);
        } finally {
            Reference.reachabilityFence(rows);
        }
    }

    private NativeCode tweak() {
        NativeCode kernel = tweak.get();
        if (kernel == null) {
            kernel = NativeCode.map(TweakKernel.assemble(wide));
            tweak.set(kernel);
        }
        return kernel;
    }

    private NativeCode exchange(int rows) {
        NativeCode kernel = exchanges.get(rows - 1);
        if (kernel == null) {
            kernel = NativeCode.map(HalfTileKernel.exchange(rows));
            exchanges.set(rows - 1, kernel);
        }
        return kernel;
    }

    private NativeCode rowByRow(Format format) {
        boolean brain = format.equals(Formats.BF16);
        NativeCode kernel = rowByRow.get(brain ? 1 : 0);
        if (kernel == null) {
            kernel = NativeCode.map(HalfTileKernel.rowByRow(brain));
            rowByRow.set(brain ? 1 : 0, kernel);
        }
        return kernel;
    }

    private NativeCode tile(Format format, boolean exchanged, int rows, int tokens) {
        boolean brain = format.equals(Formats.BF16);
        int place = (((brain ? 2 : 0) + (exchanged ? 1 : 0)) * ROWS + rows - 1) * TOKENS + tokens - 1;
        NativeCode kernel = tiles.get(place);
        if (kernel == null) {
            // Two threads may both make it; either will do.
            kernel = NativeCode.map(HalfTileKernel.assemble(brain, wide, exchanged, rows, tokens));
            tiles.set(place, kernel);
        }
        return kernel;
    }
}
