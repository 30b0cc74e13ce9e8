package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.program.Weight;

/** Weights in 16 bits times activations in f32 by machine code, some weight rows per task. A product has the same bits in every batch. */
final class HalfMatMul implements MatMul {
    /** A multiple of a tile's rows; more tasks than threads even in small matrices. */
    private static final int ROWS_PER_TASK = 16;

    private final Weight w;
    private final HalfKernels kernels;
    private final Activation x;
    private final Activation out;
    private final List<LowRankOp> tweaks;

    /** @param tweaks of what it makes */
    HalfMatMul(Weight w, HalfKernels kernels, Activation x, Activation out, List<LowRankOp> tweaks) {
        this.w = w;
        this.kernels = kernels;
        this.x = x;
        this.out = out;
        this.tweaks = tweaks;
    }

    @Override
    public Activation x() {
        return x;
    }

    @Override
    public int rows() {
        return w.rows();
    }

    @Override
    public boolean few(ForwardPass pass) {
        return pass.rows(x) == 1;
    }

    @Override
    public int rowsPerTask() {
        return LowRankOp.rowsOfTasks(tweaks, ROWS_PER_TASK);
    }

    @Override
    public int rowsOfRun() {
        return LowRankOp.rowsOfTasks(tweaks, 1);
    }

    @Override
    public void multiply(ForwardPass pass, int from, int to, Scratch scratch) {
        int tokens = pass.rows(x);
        long bytes = kernels.room(w.columns(), tokens);
        kernels.multiply(
                w.format(),
                w.data(),
                from * w.rowBytes(),
                to - from,
                w.columns(),
                x.values(),
                tokens,
                out.values(),
                from,
                w.rows(),
                bytes == 0 ? MemorySegment.NULL : scratch.memory(bytes));
        LowRankOp.addTo(tweaks, pass, from, to - from);
    }
}
