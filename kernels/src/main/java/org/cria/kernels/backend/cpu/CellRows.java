package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.cria.kernels.backend.CellEncoder;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.format.Format;

/** The keys, or the values, of one layer: one encoded row per cell, in pages, so that growing moves nothing. */
final class CellRows {
    static final int PAGE_CELLS = 256;

    private final Arena arena;
    private final Format format;
    private final Rows rows;
    private final CellEncoder encoder;
    private final int columns;
    private final int blockValues;
    private final long rowBytes;
    private MemorySegment[] pages = new MemorySegment[0];

    CellRows(Arena arena, Format format, Rows rows, int columns) {
        this.arena = arena;
        this.format = format;
        this.rows = rows;
        this.encoder = CellEncoder.of(format);
        this.columns = columns;
        this.blockValues = format.blockValues();
        this.rowBytes = format.bytes(columns);
    }

    void reserve(int cells) {
        int needed = Math.ceilDiv(cells, PAGE_CELLS);
        int present = pages.length;
        if (needed > present) {
            MemorySegment[] grown = Arrays.copyOf(pages, needed);
            for (int i = present; i < needed; i++) {
                grown[i] = arena.allocate(PAGE_CELLS * rowBytes, 64);
            }
            pages = grown; // not before: memory may run out on the way
        }
    }

    void write(int cell, float[] source, int start) {
        encoder.encode(source, start, columns, page(cell), offset(cell));
    }

    /**
     * Decodes the whole blocks that hold {@code length} values from {@code column} on.
     *
     * @param target receives at least {@code length} values from {@code start} on, {@link #scratch} at most
     * @return how many of them come before the value of {@code column}: some where a head starts inside a block
     */
    int read(int cell, int column, int length, float[] target, int start) {
        int skipped = column % blockValues;
        int decoded = Math.ceilDiv(skipped + length, blockValues) * blockValues;
        rows.decode(page(cell), offset(cell) + format.bytes(column - skipped), target, start, decoded);
        return skipped;
    }

    /** Floats that {@link #read} may write for {@code length} values. */
    int scratch(int length) {
        return length + 2 * blockValues;
    }

    void copy(int from, int to) {
        MemorySegment.copy(page(from), offset(from), page(to), offset(to), rowBytes);
    }

    /** Bytes of one row. */
    long rowBytes() {
        return rowBytes;
    }

    /** Copies a row's bytes to {@code target} at byte {@code at}. */
    void read(int cell, MemorySegment target, long at) {
        MemorySegment.copy(page(cell), offset(cell), target, at, rowBytes);
    }

    /** Overwrites a row with the bytes of {@code source} at byte {@code at}. */
    void write(int cell, MemorySegment source, long at) {
        MemorySegment.copy(source, at, page(cell), offset(cell), rowBytes);
    }

    long bytes() {
        return (long) pages.length * PAGE_CELLS * rowBytes;
    }

    Format format() {
        return format;
    }

    /** The page that holds a cell. */
    MemorySegment page(int cell) {
        return pages[cell / PAGE_CELLS];
    }

    /** Where in its page a cell begins, in bytes. */
    long offset(int cell) {
        return cell % PAGE_CELLS * rowBytes;
    }
}
