package org.cria.kernels.backend.tornado;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.memory.HostCells;
import org.cria.kernels.program.Program;

/** The cells on the device, or, before there is one, how many there will be. */
final class TornadoKvStore implements KvStore {
    private final Program program;
    private final Settings settings;
    private final GrowingProgram running;

    TornadoKvStore(Compilation compilation, GrowingProgram running) {
        this.program = compilation.program();
        this.settings = compilation.settings();
        this.running = running;
    }

    @Override
    public void reserve(int count) {
        synchronized (running) {
            running.reserve(count);
        }
    }

    @Override
    public void copy(int from, int to) {
        synchronized (running) {
            running.checkCell(from);
            running.checkCell(to);
            running.onDevice(1).copy(from, to);
        }
    }

    @Override
    public void rotate(int[] cells, int start, int count, int positions) {
        synchronized (running) {
            check(cells, start, count);
            running.onDevice(1).turnKeys(cells, start, count, positions);
        }
    }

    @Override
    public void write(int[] cells, int start, int count, MemorySegment source) {
        synchronized (running) {
            check(cells, start, count);
            running.change(onHost -> onHost.write(cells, start, count, source));
        }
    }

    @Override
    public void read(int[] cells, int start, int count, MemorySegment target) {
        synchronized (running) {
            check(cells, start, count);
            running.onHost().read(cells, start, count, target);
        }
    }

    private void check(int[] cells, int start, int count) {
        for (int i = start; i < start + count; i++) {
            running.checkCell(cells[i]);
        }
    }

    @Override
    public long cellBytes() {
        return HostCells.cellBytes(program, settings);
    }

    @Override
    public long bytes() {
        return running.cells() * cellBytes();
    }
}
