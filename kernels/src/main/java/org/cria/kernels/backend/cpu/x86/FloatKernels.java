package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Products of f32 panels in machine code, with the bits of plain Java. Thread-safe; whether arguments are in bounds is checked here: machine code
 * does not.
 */
public final class FloatKernels {
    private static final int MOST_WIDTH = 32;

    private final boolean wide;
    private final AtomicReferenceArray<NativeCode> tiles = new AtomicReferenceArray<>(2 * 14);
    private final AtomicReferenceArray<NativeCode> across = new AtomicReferenceArray<>(FloatMoveKernel.BLOCK);
    private final AtomicReferenceArray<NativeCode> along = new AtomicReferenceArray<>(MOST_WIDTH);

    /**
     * Kernels for an instruction set.
     *
     * @param set one that {@link Machine#here} has
     */
    public FloatKernels(InstructionSet set) {
        if (!Machine.here().sets().contains(set)) {
            throw new IllegalArgumentException("this machine does not run " + set);
        }
        this.wide = set == InstructionSet.AVX512;
    }

    /** The widest kernels that compute on this machine what they should; empty where none do. */
    public static Optional<FloatKernels> here() {
        return Here.KERNELS;
    }

    private static final class Here {
        private static final Optional<FloatKernels> KERNELS =
                Machine.here().widest().map(FloatKernels::new).filter(FloatTrial::passes);
    }

    /** Rows of a tile. */
    public int rows() {
        return FloatTileKernel.mostRows(wide);
    }

    /** Floats from one product's factors to the next one's in a left panel. */
    public int leftPitch() {
        return FloatTileKernel.leftPitch(wide);
    }

    /** Columns of a right panel. */
    public int columns() {
        return FloatTileKernel.VECTORS * lanes();
    }

    /** Columns that are multiplied together. */
    public int lanes() {
        return FloatTileKernel.lanes(wide);
    }

    /**
     * {@code panel[at + i · pitch + l] = from[start + l · stride + i]}, as many values as fill vectors.
     *
     * @param lines at most 8; what eight would have is overwritten
     * @param values of each
     * @param panel native
     * @return how many values of each line were taken
     */
    public int across(
            MemorySegment from,
            long start,
            int stride,
            int lines,
            int values,
            MemorySegment panel,
            long at,
            int pitch) {
        int blocks = values / FloatMoveKernel.BLOCK;
        if (blocks > 0) {
            int taken = blocks * FloatMoveKernel.BLOCK;
            checkLines(from, start, stride, lines, taken);
            check(panel, at, (taken - 1L) * pitch + FloatMoveKernel.BLOCK);
            NativeCode kernel = across.get(lines - 1);
            if (kernel == null) {
                // Two threads may both make it; either will do.
                kernel = NativeCode.map(FloatMoveKernel.across(lines));
                across.set(lines - 1, kernel);
            }
            kernel.call(
                    0,
                    from.asSlice(start * Float.BYTES),
                    panel.asSlice(at * Float.BYTES),
                    blocks,
                    (long) stride * Float.BYTES,
                    (long) pitch * Float.BYTES);
        }
        return blocks * FloatMoveKernel.BLOCK;
    }

    /**
     * {@code panel[at + l · pitch + i] = from[start + l · stride + i]}.
     *
     * @param values of each line, 8 to 32
     * @param panel native
     */
    public void along(
            MemorySegment from,
            long start,
            int stride,
            int lines,
            int values,
            MemorySegment panel,
            long at,
            int pitch) {
        checkLines(from, start, stride, lines, values);
        check(panel, at, (lines - 1L) * pitch + values);
        NativeCode kernel = along.get(values - 1);
        if (kernel == null) {
            kernel = NativeCode.map(FloatMoveKernel.along(values));
            along.set(values - 1, kernel);
        }
        kernel.call(
                0,
                from.asSlice(start * Float.BYTES),
                panel.asSlice(at * Float.BYTES),
                lines,
                (long) stride * Float.BYTES,
                (long) pitch * Float.BYTES);
    }

    /**
     * Multiplies some left panels with a right one: tiles of results below each other.
     *
     * @param left native; of each panel {@code depth} times {@link #leftPitch} floats from {@code leftAt} on
     * @param panels how many
     * @param panelPitch floats from left panel to left panel
     * @param right native; {@code depth} times {@link #columns} floats from {@code rightAt} on
     * @param depth few enough for some ten microseconds with all panels: no garbage collection can begin meanwhile
     * @param out a heap segment or a native one, of rows {@code stride} apart from {@code at} on
     * @param rows of each tile
     * @param vectors 1 or 2, of {@link #lanes} columns each
     * @param adds whether results are added to what is there
     */
    public void multiply(
            MemorySegment left,
            long leftAt,
            int panels,
            int panelPitch,
            MemorySegment right,
            long rightAt,
            int depth,
            MemorySegment out,
            long at,
            int stride,
            int rows,
            int vectors,
            boolean adds) {
        check(left, leftAt, (panels - 1L) * panelPitch + (long) depth * leftPitch());
        check(right, rightAt, (long) depth * columns());
        if (!right.isNative() || !left.isNative()) {
            throw new IllegalArgumentException("panels are on the heap, where machine code cannot find them");
        }
        checkLines(out, at, stride, panels * rows, vectors * lanes());
        try {
            tile(rows, vectors)
                    .call(
                            right.address() + rightAt * Float.BYTES,
                            left.asSlice(leftAt * Float.BYTES),
                            out.asSlice(at * Float.BYTES),
                            NumberPair.of(depth, panels),
                            NumberPair.of(Math.multiplyExact(stride, Float.BYTES), (long) panelPitch * Float.BYTES),
                            adds ? 1 : 0);
        } finally {
            Reference.reachabilityFence(right);
        }
    }

    private NativeCode tile(int rows, int vectors) {
        int place = (vectors - 1) * 14 + rows - 1;
        NativeCode kernel = tiles.get(place);
        if (kernel == null) {
            kernel = NativeCode.map(FloatTileKernel.assemble(wide, rows, vectors));
            tiles.set(place, kernel);
        }
        return kernel;
    }

    private static void checkLines(MemorySegment memory, long start, int stride, int lines, int values) {
        check(memory, start, (lines - 1L) * stride + values);
    }

    private static void check(MemorySegment memory, long start, long floats) {
        Objects.checkFromIndexSize(start * Float.BYTES, floats * Float.BYTES, memory.byteSize());
    }
}
