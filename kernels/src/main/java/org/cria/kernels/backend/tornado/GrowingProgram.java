package org.cria.kernels.backend.tornado;

import java.util.Objects;
import java.util.function.Consumer;
import org.cria.kernels.backend.tornado.graph.Tally;
import org.cria.kernels.backend.tornado.memory.CellTable;
import org.cria.kernels.backend.tornado.memory.HostCells;
import org.cria.kernels.backend.tornado.memory.SavedCache;
import org.jspecify.annotations.Nullable;

/**
 * A program on a device from the first need on: where the cache or a position is beyond what the device has room for, it is set up
 * anew and the cache moved. Its monitor guards all of it, also what {@link #onDevice} gives.
 */
final class GrowingProgram implements AutoCloseable {
    /** Cells where nobody said how many there will be; then as many as needed, doubled. */
    private static final int FIRST_CELLS = 256;

    private final Compilation compilation;
    private final Tally tally = new Tally();
    private int cells;
    private int positions;
    private int reserved;
    private @Nullable DeviceProgram device;
    private CellTable table = new CellTable(1, 1);
    private SavedCache waiting = SavedCache.NONE; // what the next device is made with, where there is none
    private boolean closed;

    GrowingProgram(Compilation compilation) {
        this.compilation = compilation;
        this.cells = compilation.settings().cells();
    }

    Tally tally() {
        return tally;
    }

    /** The host's copy of the device's table of cells. */
    CellTable table() {
        return table;
    }

    /** Takes it that the device's table holds nothing that is known. */
    void forgetTable(DeviceProgram running) {
        table = new CellTable(running.slots(), running.positions());
    }

    /** Cells that there are, or will be on the next device. */
    int cells() {
        return cells;
    }

    /** Makes room for so many cells. */
    void reserve(int count) {
        reserved = Math.max(reserved, count);
        if (count > cells) {
            cells = Math.max(Math.max(count, FIRST_CELLS), Math.min(2 * cells, Integer.MAX_VALUE / 2));
        }
    }

    /** @throws IndexOutOfBoundsException for a cell that nobody reserved */
    void checkCell(int cell) {
        Objects.checkIndex(cell, reserved);
    }

    /**
     * The device with room for every reserved cell, and for positions below {@code needed}.
     *
     * @throws IllegalStateException after {@link #close}
     */
    DeviceProgram onDevice(int needed) {
        checkOpen();
        DeviceProgram old = device;
        if (old != null && old.cells() >= cells && old.positions() >= needed) {
            return old;
        }
        positions = Math.max(Math.max(positions, cells), needed);
        return replace(old, old == null ? waiting : old.save());
    }

    /** Changes cells on the host: right for every device, and as slow as setting it up anew. */
    void change(Consumer<HostCells> change) {
        DeviceProgram old = onDevice(1);
        SavedCache saved = old.onHost();
        change.accept(new HostCells(compilation.program(), saved));
        replace(old, saved);
    }

    /** The cells as the host has them. */
    HostCells onHost() {
        return new HostCells(compilation.program(), onDevice(1).onHost());
    }

    /** Where the new device cannot be made, the next one is as large as the old, and has what the old one had. */
    private DeviceProgram replace(@Nullable DeviceProgram old, SavedCache saved) {
        if (old != null) {
            old.close();
        }
        device = null;
        waiting = saved;
        DeviceProgram made;
        try {
            made = new DeviceProgram(compilation, tally, Math.max(1, cells), Math.max(1, positions), saved);
        } catch (RuntimeException | Error e) {
            if (old != null) {
                cells = old.cells();
                reserved = Math.min(reserved, cells);
                positions = old.positions();
            }
            throw e;
        }
        forgetTable(made);
        device = made;
        waiting = SavedCache.NONE;
        return made;
    }

    /** @throws IllegalStateException after {@link #close} */
    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the executable is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        if (device != null) {
            device.close();
            device = null;
        }
    }
}
