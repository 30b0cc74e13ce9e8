package org.cria.model.forward;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;

/** The rows of a pass, of one sequence after the other. */
final class BatchRows {
    private final int[] tokens;
    private final int[] positions;
    private final int[] sequences;
    private final boolean[] wanted;
    private final List<int[]> cells = new ArrayList<>();
    private float[] strengths = new float[0];
    private int row;

    BatchRows(int count) {
        this.tokens = new int[count];
        this.positions = new int[count];
        this.sequences = new int[count];
        this.wanted = new boolean[count];
    }

    /**
     * Adds tokens that have their cells.
     *
     * @param start position of the first
     * @param firstWanted index of the first whose scores are wanted
     */
    void add(CachedTokens cached, int[] next, int start, int firstWanted) {
        float[] own = cached.strengths();
        if (strengths.length == 0) {
            strengths = new float[tokens.length * own.length];
        }
        for (int i = 0; i < next.length; i++, row++) {
            tokens[row] = next[i];
            positions[row] = start + i;
            sequences[row] = cells.size();
            wanted[row] = i >= firstWanted;
            System.arraycopy(own, 0, strengths, row * own.length, own.length);
        }
        cells.add(cached.sequence().cells());
    }

    /** How many sequences there are. */
    int sequences() {
        return cells.size();
    }

    Batch batch(Phase phase) {
        return new Batch(phase, tokens, positions, sequences, wanted, List.copyOf(cells), new float[0], strengths);
    }
}
