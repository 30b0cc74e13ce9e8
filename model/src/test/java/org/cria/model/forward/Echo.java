package org.cria.model.forward;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Receipt;
import org.jspecify.annotations.Nullable;

/** A device whose every logit is the last token's id, in one large array that all passes share, and that fails when told to. */
final class Echo implements Executable {
    private final float[] logits;
    private boolean failing;
    private Scores.@Nullable Best picked;

    Echo(int vocabulary) {
        this.logits = new float[vocabulary];
    }

    void failing(boolean fails) {
        failing = fails;
    }

    /** Answers so from now on where the best few are enough. */
    void picks(Scores.Best best) {
        picked = best;
    }

    @Override
    public Scores best(Batch batch, int count, BooleanSupplier stop) {
        return picked == null ? Executable.super.best(batch, count, stop) : picked;
    }

    @Override
    public Output forward(Batch batch, BooleanSupplier stop) {
        if (failing) {
            throw new IllegalStateException("told to fail");
        }
        Arrays.fill(logits, batch.tokens()[batch.rows() - 1]);
        return new Output(logits, batch.outputRows(), logits.length);
    }

    @Override
    public KvStore kv() {
        return new KvStore() {
            @Override
            public void reserve(int cells) {}

            @Override
            public void copy(int from, int to) {}

            @Override
            public void rotate(int[] cells, int start, int count, int positions) {}

            @Override
            public long cellBytes() {
                return 0;
            }

            @Override
            public void read(int[] cells, int start, int count, MemorySegment target) {}

            @Override
            public void write(int[] cells, int start, int count, MemorySegment source) {}

            @Override
            public long bytes() {
                return 0;
            }
        };
    }

    @Override
    public Receipt receipt() {
        return Receipt.NONE;
    }

    @Override
    public String description() {
        return "echo";
    }

    @Override
    public void close() {}
}
