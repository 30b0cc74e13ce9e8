package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.program.Weight;

/** Weights in 16 bits times activations in f32 by machine code, some weight rows per task. A product has the same bits in every batch. */
final class HalfMatMulOp implements Op {
    /** A multiple of a tile's rows; more tasks than threads even in small matrices. */
    private static final int ROWS_PER_TASK = 16;

    private final Weight w;
    private final HalfKernels kernels;
    private final Activation x;
    private final Activation out;
    private final List<LowRankOp> tweaks;
    private final int[] decodeStarts;
    private final int rowsPerTask;

    /** @param tweaks of what it makes */
    HalfMatMulOp(Weight w, HalfKernels kernels, int threads, Activation x, Activation out, List<LowRankOp> tweaks) {
        this.w = w;
        this.kernels = kernels;
        this.x = x;
        this.out = out;
        this.tweaks = tweaks;
        this.decodeStarts =
                MatMulOp.decodeStarts(w.rows(), threads, LowRankOp.rowsOfTasks(tweaks, MatMulOp.LAST_ROWS_PER_TASK));
        this.rowsPerTask = LowRankOp.rowsOfTasks(tweaks, ROWS_PER_TASK);
    }

    @Override
    public int tasks(ForwardPass pass) {
        return switch (pass.rows(x)) {
            case 0 -> 0;
            case 1 -> decodeStarts.length - 1;
            default -> Math.ceilDiv(w.rows(), rowsPerTask);
        };
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int tokens = pass.rows(x);
        int from = tokens == 1 ? decodeStarts[task] : task * rowsPerTask;
        int to = tokens == 1 ? decodeStarts[task + 1] : Math.min(w.rows(), from + rowsPerTask);
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
