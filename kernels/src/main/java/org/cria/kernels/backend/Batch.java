package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Pointwise;

/**
 * The rows of one forward pass. Prefill, decode, several sequences and perplexity are the same call with different rows.
 *
 * <p>Position {@code p} of sequence {@code s} lives in cache cell {@code cells.get(s)[p]}; a row at position {@code p} is
 * stored there and sees the cells of positions 0 to {@code p} of its sequence. The arrays are borrowed, not copied: they must
 * stay as they are until the pass returns.
 *
 * @param phase which kernels to use, {@code DECODE} or {@code PREFILL}; results are bit-identical however rows of one phase are split
 *     into batches
 * @param tokens [rows] ids
 * @param positions [rows]
 * @param sequences [rows] indices into {@code cells}
 * @param outputs [rows] whether this row wants logits
 * @param cells for each sequence, the cell of each of its positions; at least up to the largest position in the batch
 * @param given [rows, columns] activations, for a program that begins with {@link org.cria.kernels.program.Step.Given}; may be
 *     longer; empty for others
 * @param strengths [rows, adapters] how much each adapter of the program counts in each row; empty where that is as the program has it
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed for one pass, compared by nobody
public record Batch(
        Phase phase,
        int[] tokens,
        int[] positions,
        int[] sequences,
        boolean[] outputs,
        List<int[]> cells,
        float[] given,
        float[] strengths) {
    /** A batch of tokens, for a program that begins with them, with adapters as the program has them. */
    public Batch(Phase phase, int[] tokens, int[] positions, int[] sequences, boolean[] outputs, List<int[]> cells) {
        this(phase, tokens, positions, sequences, outputs, cells, new float[0], new float[0]);
    }

    public Batch {
        int rows = tokens.length;
        if (rows == 0 || positions.length != rows || sequences.length != rows || outputs.length != rows) {
            throw new IllegalArgumentException(
                    "a batch needs rows, all of one length; found tokens " + rows + ", positions " + positions.length
                            + ", sequences " + sequences.length + ", outputs " + outputs.length);
        }
        if (phase != phase.ofBatch()) {
            throw new IllegalArgumentException(
                    "a batch to " + phase + "; it is to decode or to prefill, and its positions tell the past");
        }
    }

    /** What a step multiplies a row with: its factor, and the strength that the batch tells, or the preset. */
    public float strength(int row, Pointwise.Strengthen step) {
        return step.factor()
                * (strengths.length == 0
                        ? step.preset()
                        : strengths[row * (strengths.length / rows()) + step.adapter()]);
    }

    /**
     * Refuses strengths that do not fit a program.
     *
     * @param adapters of a program, or of its part
     * @throws IllegalArgumentException unless there are strengths for all of them in every row, or none at all
     */
    public void checkStrengths(int adapters) {
        if (strengths.length != 0 && (strengths.length % rows() != 0 || strengths.length < rows() * adapters)) {
            throw new IllegalArgumentException("a batch of " + rows() + " rows tells " + strengths.length
                    + " strengths, the program has " + adapters + " adapters");
        }
    }

    public int rows() {
        return tokens.length;
    }

    /** How many rows want logits. */
    public int outputRows() {
        int count = 0;
        for (boolean output : outputs) {
            count += output ? 1 : 0;
        }
        return count;
    }
}
