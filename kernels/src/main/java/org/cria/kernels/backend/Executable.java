package org.cria.kernels.backend;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/** A program lowered for a device, with its buffers and its cache. One pass runs at a time; close it to free its memory. */
public interface Executable extends AutoCloseable {
    /**
     * Runs one batch, of at most the batch size compiled for. A batch that fails leaves the executable usable.
     *
     * @throws IllegalStateException after {@link #close}
     */
    default Output forward(Batch batch) {
        return forward(batch, () -> false);
    }

    /**
     * The same, unless it is stopped in the middle, which leaves the executable usable too: the cells of the batch hold nothing then, all
     * others what they held.
     *
     * @param stop asked again and again during the pass, from any thread; stays true once it was
     * @throws CancellationException if it was stopped
     */
    Output forward(Batch batch, BooleanSupplier stop);

    /**
     * Runs one batch of which one row wants an output, and of that the best {@code count} tokens are enough: what greedy and top-k
     * sampling need. A backend may answer with all logits nevertheless, which its next pass overwrites; the best few stay as they are.
     *
     * @param count at least 1
     */
    default Scores best(Batch batch, int count) {
        return best(batch, count, () -> false);
    }

    /**
     * The same, unless it is stopped in the middle.
     *
     * @param count at least 1
     * @param stop as for {@link #forward(Batch, BooleanSupplier)}
     * @throws CancellationException if it was stopped
     */
    default Scores best(Batch batch, int count, BooleanSupplier stop) {
        return forward(batch, stop).scores(0);
    }

    /**
     * Does what makes the first pass slow, as far as that can be done before, in the calling thread. No pass may run meanwhile.
     * Results are the same without it.
     */
    default void warmUp() {}

    /** The cache that {@link #forward(Batch)} reads and writes. */
    KvStore kv();

    /** Whether a row has the same results, to the bit, in batches of both {@linkplain Phase phases}. */
    default boolean phasesAgree() {
        return false;
    }

    /** What it has done since it was compiled. */
    Receipt receipt();

    /** What runs the program and why it was chosen, in one line. */
    String description();

    /** What a user would not expect of it, a sentence each; most often none. */
    default List<Explanation> notes() {
        return List.of();
    }

    /** Frees threads and memory; a second call does nothing. */
    @Override
    void close();
}
