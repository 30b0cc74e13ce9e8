package org.cria.kernels.backend.tornado;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;

/** Batches of a sequence whose position p is in cell p, or wherever else is said. */
final class Talk {
    private final Executable executable;
    private int[] cells = IntStream.range(0, 2000).toArray();
    private int length;

    Talk(Executable executable) {
        this.executable = executable;
    }

    /** The sequence's cells, from now on. */
    Talk in(int... others) {
        cells = others;
        return this;
    }

    /** Goes back, or ahead. */
    Talk at(int position) {
        length = position;
        return this;
    }

    /** [vocabulary] the logits after the last of some tokens; empty when none are wanted. */
    float[] prompt(boolean wanted, int... tokens) {
        boolean[] outputs = new boolean[tokens.length];
        outputs[tokens.length - 1] = wanted;
        int[] positions = IntStream.range(length, length + tokens.length).toArray();
        length += tokens.length;
        return values(executable.forward(
                new Batch(Phase.PREFILL, tokens, positions, new int[tokens.length], outputs, List.of(cells))));
    }

    /** [vocabulary] the logits after the first of some tokens, all of which are wanted. */
    float[] scored(int... tokens) {
        boolean[] outputs = new boolean[tokens.length];
        Arrays.fill(outputs, true);
        int[] positions = IntStream.range(length, length + tokens.length).toArray();
        length += tokens.length;
        return values(executable.forward(
                new Batch(Phase.PREFILL, tokens, positions, new int[tokens.length], outputs, List.of(cells))));
    }

    /** [vocabulary] the logits after one more token. */
    float[] token(int token) {
        return values(executable.forward(row(token)));
    }

    /** [tokens, vocabulary] the logits after one more token of as many sequences, which have cells of their own. */
    float[] together(int... tokens) {
        int[] positions = new int[tokens.length];
        Arrays.fill(positions, length++);
        boolean[] outputs = new boolean[tokens.length];
        Arrays.fill(outputs, true);
        List<int[]> own = IntStream.range(0, tokens.length)
                .mapToObj(sequence -> IntStream.iterate(sequence, cell -> cell + tokens.length)
                        .limit(length)
                        .toArray())
                .toList();
        return values(executable.forward(new Batch(
                Phase.DECODE,
                tokens,
                positions,
                IntStream.range(0, tokens.length).toArray(),
                outputs,
                own)));
    }

    /** The best few tokens after one more. */
    Scores best(int token, int count) {
        return executable.best(row(token), count);
    }

    private Batch row(int token) {
        return new Batch(
                Phase.DECODE,
                new int[] {token},
                new int[] {length++},
                new int[1],
                new boolean[] {true},
                List.of(cells));
    }

    private static float[] values(Output output) {
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }
}
