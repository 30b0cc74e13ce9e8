package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** Panels and tiles, each assembled when it is first needed. Whether arguments are in bounds is checked here. */
final class AssembledPanels implements PanelKernels {
    /** What belongs to a format. */
    private record Kernels(PanelLayout layout, NativeCode unpacking, AtomicReferenceArray<NativeCode> tiles) {}

    private final InstructionSet set;
    private final Map<Format, Kernels> kernels = new ConcurrentHashMap<>();
    /** Whether kernels that were never run before did well here. */
    private final Map<Format, Boolean> trials = new ConcurrentHashMap<>();

    AssembledPanels(InstructionSet set) {
        this.set = set;
    }

    @Override
    public boolean has(Format format) {
        return RowKernels.formats().contains(format)
                && (tried(format) || trials.computeIfAbsent(format, f -> new FirstTrial(f).passes(this)));
    }

    /** Whether our tests ran these kernels on such a processor. */
    private boolean tried(Format format) {
        return Machine.tried()
                && (set == InstructionSet.AVX2 || (set == InstructionSet.AVX512 && !format.equals(Formats.Q2_K)));
    }

    @Override
    public int rows() {
        return PanelLayout.ROWS;
    }

    /** On Zen 3 unpacking takes the time of four tokens or more, and four tokens without it take that of twelve; on Zen 4 it is about the same. */
    @Override
    public int fewestTokens() {
        return 5;
    }

    @Override
    public int mostTokens(Format format) {
        return kernels(format).layout.mostTokens();
    }

    @Override
    public long bytes(Format format, int columns) {
        return kernels(format).layout.bytes(columns);
    }

    @Override
    public void unpack(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment panel,
            long panelAt,
            boolean more) {
        if (!weights.isNative() || !panel.isNative() || rows < 1 || rows > rows()) {
            throw new IllegalArgumentException(rows + " rows of " + weights + " to " + panel);
        }
        Objects.checkFromIndexSize(offset, rows * format.bytes(columns), weights.byteSize());
        Kernels kernels = kernels(format);
        long bytes = rows * format.bytes(columns);
        MemorySegment place = panel.asSlice(panelAt, kernels.layout.bytes(columns));
        place.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, more ? 0 : weights.address() + offset + bytes);
        try {
            kernels.unpacking.call(
                    weights.address() + offset,
                    MemorySegment.NULL,
                    place,
                    rows,
                    columns / ByteActivations.BLOCK,
                    more ? bytes : 0);
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    @Override
    public void multiply(
            Format format,
            MemorySegment panel,
            long panelAt,
            int columns,
            MemorySegment x,
            long xAt,
            int stride,
            int tokens,
            float[] out,
            int at,
            int outStride) {
        Kernels kernels = kernels(format);
        if (!panel.isNative() || tokens < 1 || tokens > kernels.layout.mostTokens() || columns < 1) {
            throw new IllegalArgumentException(tokens + " tokens, " + columns + " columns, " + panel);
        }
        Objects.checkFromIndexSize(panelAt, kernels.layout.bytes(columns), panel.byteSize());
        Objects.checkFromIndexSize(at, (long) (tokens - 1) * outStride + rows(), out.length);
        try {
            tile(kernels, tokens)
                    .call(
                            panel.address() + panelAt,
                            AssembledKernels.activations(x, xAt, stride, tokens, columns),
                            MemorySegment.ofArray(out).asSlice((long) at * Float.BYTES),
                            ByteActivations.groups(columns),
                            (long) outStride * Float.BYTES,
                            stride);
        } finally {
            Reference.reachabilityFence(panel);
        }
    }

    private NativeCode tile(Kernels kernels, int tokens) {
        NativeCode tile = kernels.tiles.get(tokens);
        if (tile == null) {
            // Two threads may both make it; either will do.
            Levels levels = kernels.layout.levels();
            tile = NativeCode.map(
                    kernels.layout.wide()
                            ? TileKernel.assemble(levels, tokens)
                            : NarrowTileKernel.assemble(set, levels, tokens));
            kernels.tiles.set(tokens, tile);
        }
        return tile;
    }

    private Kernels kernels(Format format) {
        Kernels found = kernels.get(format);
        return found != null ? found : kernels.computeIfAbsent(format, this::make);
    }

    private Kernels make(Format format) {
        Lanes lanes = new Lanes(new Assembler(), set, new Constants(Registers.IN), 1);
        PanelLayout layout =
                new PanelLayout(RowKernels.weights(format).apply(lanes).levels(), set);
        return new Kernels(
                layout,
                NativeCode.map(PanelKernel.assemble(set, RowKernels.weights(format))),
                new AtomicReferenceArray<>(layout.mostTokens() + 1));
    }
}
