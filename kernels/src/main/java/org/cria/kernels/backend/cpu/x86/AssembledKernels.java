package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** Machine code that is assembled when it is first needed. Whether arguments are in bounds is checked here: machine code does not. */
public final class AssembledKernels implements ByteKernels {
    /** A call with so many rows takes some ten microseconds, for which a garbage collection would have to wait. */
    private static final int ROWS_PER_CALL = 64;

    private final InstructionSet set;
    private final RowKernels rows;
    private final NativeCode rounding;
    private final Optional<PanelKernels> panels;
    /** Whether kernels that were never run before did well here. */
    private final Map<Format, Boolean> trials = new ConcurrentHashMap<>();

    /**
     * Kernels for an instruction set.
     *
     * @param set one that {@link Machine#here} has
     */
    public AssembledKernels(InstructionSet set) {
        if (!Machine.here().sets().contains(set)) {
            throw new IllegalArgumentException("this machine does not run " + set + ", only "
                    + Machine.here().sets() + " " + Machine.here().reason());
        }
        this.set = set;
        this.rows = new RowKernels(set);
        Assembler a = new Assembler();
        RoundingKernel.assemble(a);
        this.rounding = NativeCode.map(a.bytes());
        this.panels = Optional.of(new AssembledPanels(set));
    }

    @Override
    public boolean has(Format format) {
        return RowKernels.formats().contains(format)
                && (tried(format) || trials.computeIfAbsent(format, f -> new FirstTrial(f).passes(this)));
    }

    /** Whether our tests ran these kernels on such a processor. */
    private boolean tried(Format format) {
        return Machine.tried() && (set == InstructionSet.AVX2 || !format.equals(Formats.Q2_K));
    }

    @Override
    public int mostTokens() {
        return RowKernels.mostTokens(set);
    }

    @Override
    public Optional<PanelKernels> panels() {
        return panels;
    }

    @Override
    public void round(float[] x, int start, int columns, MemorySegment to, long at, int stride) {
        if (columns == 0) {
            return;
        }
        Objects.checkFromIndexSize(start, columns, x.length);
        long bytes = (ByteActivations.groups(columns) - 1L) * stride + ByteActivations.GROUP_BYTES;
        rounding.call(
                0,
                MemorySegment.ofArray(x).asSlice((long) start * Float.BYTES),
                to.asSlice(at, bytes),
                columns / ByteActivations.BLOCK,
                stride,
                0);
    }

    @Override
    public void multiply(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment x,
            long xAt,
            int stride,
            int tokens,
            float[] out,
            int at) {
        if (!weights.isNative()) {
            throw new IllegalArgumentException("weights are on the heap, where machine code cannot find them");
        }
        long rowBytes = format.bytes(columns);
        Objects.checkFromIndexSize(offset, rows * rowBytes, weights.byteSize());
        MemorySegment activations = activations(x, xAt, stride, tokens, columns);
        MemorySegment results = MemorySegment.ofArray(out).asSlice((long) at * Float.BYTES, 4L * rows * tokens);
        NativeCode kernel = this.rows.kernel(format, tokens);
        try {
            for (int row = 0; row < rows; row += ROWS_PER_CALL) {
                kernel.call(
                        weights.address() + offset + row * rowBytes,
                        activations,
                        results.asSlice(4L * row * tokens),
                        Math.min(ROWS_PER_CALL, rows - row),
                        columns / ByteActivations.BLOCK,
                        stride);
            }
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    /** Checks that tokens' activations are there, and that groups do not overlap. */
    static MemorySegment activations(MemorySegment x, long at, int stride, int tokens, int columns) {
        if (!x.isNative() || stride < tokens * ByteActivations.GROUP_BYTES) {
            throw new IllegalArgumentException(
                    "activations of " + tokens + " tokens are " + stride + " bytes apart, in " + x);
        }
        long bytes = Math.max(
                0, (ByteActivations.groups(columns) - 1L) * stride + (long) tokens * ByteActivations.GROUP_BYTES);
        return x.asSlice(at, bytes);
    }

    @Override
    public String description() {
        return switch (set) {
            case AVX2 -> "assembled, AVX2";
            case AVX_VNNI -> "assembled, AVX2 with VNNI";
            case AVX512 -> "assembled, AVX-512 with VNNI";
        };
    }
}
