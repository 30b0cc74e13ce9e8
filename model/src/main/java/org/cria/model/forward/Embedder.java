package org.cria.model.forward;

import java.util.concurrent.locks.ReentrantLock;
import org.cria.kernels.CriaException;

/**
 * Texts as vectors: the mean of a model's last states, one behind each token, as llama.cpp's pooling {@code mean} has it. The same text has
 * the same vector, bit for bit. Safe for several threads, which take turns.
 */
public final class Embedder implements AutoCloseable {
    private final Engine engine;
    private final int columns;
    /** One text at a time has cells of the cache. */
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * Owns the engine.
     *
     * @param engine of a program that ends with {@linkplain org.cria.kernels.program.Program#states() states}
     * @param columns of a state
     */
    public Embedder(Engine engine, int columns) {
        this.engine = engine;
        this.columns = columns;
    }

    /** Values in a vector. */
    public int columns() {
        return columns;
    }

    /** The most tokens of a text. */
    public int contextSize() {
        return engine.contextSize();
    }

    /**
     * The vector of a text.
     *
     * @param tokens at least one
     * @return [columns], of length 1
     * @throws CriaException if there is no token, or more than the context takes
     */
    public float[] embed(int[] tokens) {
        if (tokens.length == 0) {
            throw new CriaException("the text has no tokens, expected at least one: nothing has no vector.");
        }
        double[] sums = sums(tokens);
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        double length = Math.sqrt(squares);
        float[] vector = new float[columns];
        for (int i = 0; i < columns; i++) {
            vector[i] = length == 0 ? 0 : (float) (sums[i] / length);
        }
        return vector;
    }

    private double[] sums(int[] tokens) {
        double[] sums = new double[columns];
        turn.lock();
        try (Session session = engine.newSession()) {
            session.score(tokens, 0, (position, states) -> {
                for (int i = 0; i < columns; i++) {
                    sums[i] += states.logit(i);
                }
            });
        } finally {
            turn.unlock();
        }
        return sums;
    }

    @Override
    public void close() {
        engine.close();
    }
}
