package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.format.Format;

/** Panels and tiles for AVX-512, each assembled when it is first needed. Whether arguments are in bounds is checked here. */
final class AssembledPanels implements PanelKernels {
    private record Tile(Levels levels, int tokens) {}

    private final Map<Format, NativeCode> panels = new ConcurrentHashMap<>();
    private final Map<Tile, NativeCode> tiles = new ConcurrentHashMap<>();
    private final Map<Format, Levels> levels = new ConcurrentHashMap<>();

    @Override
    public boolean has(Format format) {
        return RowKernels.formats().contains(format);
    }

    @Override
    public int rows() {
        return PanelLayout.ROWS;
    }

    @Override
    public int mostTokens(Format format) {
        return layout(format).mostTokens();
    }

    @Override
    public long bytes(Format format, int columns) {
        return layout(format).bytes(columns);
    }

    @Override
    public void unpack(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment panel,
            long panelAt) {
        if (!weights.isNative() || !panel.isNative() || rows < 1 || rows > rows()) {
            throw new IllegalArgumentException(rows + " rows of " + weights + " to " + panel);
        }
        Objects.checkFromIndexSize(offset, rows * format.bytes(columns), weights.byteSize());
        panels.computeIfAbsent(format, f -> NativeCode.map(PanelKernel.assemble(RowKernels.weights(f))))
                .call(
                        weights.address() + offset,
                        MemorySegment.NULL,
                        panel.asSlice(panelAt, bytes(format, columns)),
                        rows,
                        columns / ByteActivations.BLOCK,
                        0);
        Reference.reachabilityFence(weights);
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
        if (!panel.isNative() || tokens < 1 || tokens > mostTokens(format) || columns < 1) {
            throw new IllegalArgumentException(tokens + " tokens, " + columns + " columns, " + panel);
        }
        Objects.checkFromIndexSize(panelAt, bytes(format, columns), panel.byteSize());
        Objects.checkFromIndexSize(at, (long) (tokens - 1) * outStride + rows(), out.length);
        tiles.computeIfAbsent(
                        new Tile(layout(format).levels(), tokens),
                        tile -> NativeCode.map(TileKernel.assemble(tile.levels, tile.tokens)))
                .call(
                        panel.address() + panelAt,
                        AssembledKernels.activations(x, xAt, stride, tokens, columns),
                        MemorySegment.ofArray(out).asSlice((long) at * Float.BYTES),
                        ByteActivations.groups(columns),
                        (long) outStride * Float.BYTES,
                        stride);
        Reference.reachabilityFence(panel);
    }

    private PanelLayout layout(Format format) {
        return new PanelLayout(levels.computeIfAbsent(format, AssembledPanels::levels));
    }

    private static Levels levels(Format format) {
        Lanes lanes = new Lanes(new Assembler(), InstructionSet.AVX512, new Constants(Registers.IN), 1);
        return RowKernels.weights(format).apply(lanes).levels();
    }
}
