package org.cria.model.measure;

/**
 * Hears after each chunk of a text what was measured so far.
 *
 * @param <T> the measurement
 */
@FunctionalInterface
public interface ChunkListener<T> {
    /**
     * Called after each chunk.
     *
     * @param chunk from 0
     * @return whether to go on
     */
    boolean chunkDone(int chunk, T soFar);
}
