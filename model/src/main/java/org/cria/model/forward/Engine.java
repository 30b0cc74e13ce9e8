package org.cria.model.forward;

import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Receipt;

/** A compiled model and the cache that its sessions share. Owns the executable. */
public final class Engine implements AutoCloseable {
    private final Executable executable;
    private final KvCache cache;
    private final int vocabulary;
    private final int contextSize;
    private final int batchRows;
    private final Runnable beforePass;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile LongSupplier clock = System::nanoTime;
    private volatile float[] strengths;
    private volatile int changes;
    private volatile boolean standard = true;

    /**
     * @param vocabulary tokens that there are, and logits in a row
     * @param contextSize the most tokens of one session
     * @param batchRows the most rows of one batch, as compiled
     * @param beforePass fails where the model's weights are no longer what was opened
     */
    public Engine(Executable executable, int vocabulary, int contextSize, int batchRows, Runnable beforePass) {
        this(executable, vocabulary, contextSize, batchRows, beforePass, new float[0]);
    }

    /** @param strengths [adapters of the program] as they are at first, see {@link #adapt} */
    public Engine(
            Executable executable,
            int vocabulary,
            int contextSize,
            int batchRows,
            Runnable beforePass,
            float[] strengths) {
        this.strengths = strengths.clone();
        this.beforePass = beforePass;
        this.executable = executable;
        this.cache = new KvCache(executable.kv(), batchRows);
        this.vocabulary = vocabulary;
        this.contextSize = contextSize;
        this.batchRows = batchRows;
    }

    public Session newSession() {
        lock.lock();
        try {
            return new Session(this, new CachedTokens(this, cache.newSequence(), new int[0]), PromptLogits.NOTHING);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a session of so many tokens could go on.
     *
     * @param seen the first token of which layers with a window hold something; 0 where they hold all
     */
    public boolean goesOn(int seen, int tokens) {
        return cache.goesOn(seen, tokens);
    }

    /**
     * Goes on with other kernels. What a session has in the cache from the standard ones stays; what others computed is read again before
     * its next call, so that an answer depends on what it was before and on the kernels of now.
     *
     * @param change makes the executable run them
     * @param toStandard whether they are the standard ones
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    public void change(Runnable change, boolean toStandard) {
        lock.lock();
        try {
            change.run();
            standard = toStandard;
            changes = changes + 1;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has adapters count more or less from now on, in all sessions that {@linkplain Session#adapt have none of their own}: those read all
     * that they hold again before their next call.
     *
     * @param all [adapters of the program]
     */
    public void adapt(float[] all) {
        checkStrengths(all);
        strengths = all.clone();
    }

    void checkStrengths(float[] all) {
        if (all.length != strengths.length) {
            throw new IllegalArgumentException(
                    all.length + " strengths, the program has " + strengths.length + " adapters");
        }
    }

    /** [adapters of the program] how much they count, a copy. */
    public float[] strengths() {
        return strengths.clone();
    }

    /** How often kernels have changed. */
    int changes() {
        return changes;
    }

    /** Whether the standard kernels run. */
    boolean isStandard() {
        return standard;
    }

    /** By what the times of generations are told from now on: one that does not count when the process is stopped, say. */
    public void timeBy(LongSupplier nanos) {
        clock = nanos;
    }

    /** The time now, in nanoseconds from some time on. */
    public long nanos() {
        return clock.getAsLong();
    }

    public int contextSize() {
        return contextSize;
    }

    /** @throws CriaException when a session cannot have so many tokens */
    void checkFits(int tokens) {
        if (tokens > contextSize) {
            throw new CriaException(Explanation.of(
                    "the context is full: " + Count.of(tokens, "token") + ", expected at most " + contextSize
                            + ". Shorten the prompt or choose a larger context",
                    Control.CONTEXT_SIZE.how(),
                    "."));
        }
    }

    /** @throws IndexOutOfBoundsException when one is not in the vocabulary */
    void checkTokens(int[] tokens) {
        for (int token : tokens) {
            Objects.checkIndex(token, vocabulary);
        }
    }

    /** What runs the model and why, in one line. */
    public String description() {
        return executable.description();
    }

    /** What was done since the model was opened. */
    public Receipt receipt() {
        return executable.receipt();
    }

    /** Bytes of one position in the cache. */
    public long cellBytes() {
        return cache.cellBytes();
    }

    /** Bytes of the cache now, for all sessions together. */
    public long cacheBytes() {
        return executable.kv().bytes();
    }

    /**
     * Whether a token has the same cells and logits, to the bit, as a part of a prompt and as one that was generated: only then may a prompt
     * go on behind what was generated, and have the same answer as if all of it was read.
     */
    public boolean readsAsItGenerates() {
        return executable.phasesAgree();
    }

    KvCache cache() {
        return cache;
    }

    int vocabulary() {
        return vocabulary;
    }

    /** The most rows of one pass. */
    public int batchRows() {
        return batchRows;
    }

    /** Rows whose logits are kept at once: at most 128 MiB of them, for a vocabulary may be large. */
    public int scoredRows() {
        return Math.clamp((1 << 25) / vocabulary, 1, batchRows);
    }

    ReentrantLock lock() {
        return lock;
    }

    /** To run a pass with. */
    Executable executable() {
        beforePass.run();
        return executable;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            executable.close();
        } finally {
            lock.unlock();
        }
    }
}
