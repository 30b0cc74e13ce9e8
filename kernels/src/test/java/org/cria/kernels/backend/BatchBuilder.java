package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Builds batches of seeded random tokens over sequences whose cells are dealt out in no order. */
final class BatchBuilder {
    private final int vocabulary;
    private final Random random;
    private final int cells;
    private final List<Integer> free;
    private final List<int[]> tables = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<int[]> rows = new ArrayList<>();

    /** @param cells of the cache, all of which are dealt out before one is missing */
    BatchBuilder(int vocabulary, int cells, long seed) {
        this.vocabulary = vocabulary;
        this.cells = cells;
        this.random = new Random(seed);
        this.free = new ArrayList<>(IntStream.range(0, cells).boxed().toList());
        Collections.shuffle(free, random);
    }

    int cells() {
        return cells;
    }

    /** A sequence with room for {@code capacity} tokens. */
    int sequence(int capacity) {
        int[] table = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            table[i] = free.removeLast();
        }
        tables.add(table);
        lengths.add(0);
        return tables.size() - 1;
    }

    /** A sequence that shares the cells of all that {@code parent} holds, with room for {@code more} tokens of its own. */
    int fork(int parent, int more) {
        int shared = lengths.get(parent);
        int fork = sequence(shared + more);
        System.arraycopy(tables.get(parent), 0, tables.get(fork), 0, shared);
        lengths.set(fork, shared);
        return fork;
    }

    /** Leaves positions out, for steps that only look at the position. */
    BatchBuilder skip(int sequence, int positions) {
        lengths.set(sequence, lengths.get(sequence) + positions);
        return this;
    }

    /** The next token of a sequence. */
    BatchBuilder row(int sequence, boolean output) {
        int position = lengths.get(sequence);
        lengths.set(sequence, position + 1);
        rows.add(new int[] {random.nextInt(vocabulary), position, sequence, output ? 1 : 0});
        return this;
    }

    BatchBuilder rows(int sequence, int count, boolean outputs) {
        for (int i = 0; i < count; i++) {
            row(sequence, outputs);
        }
        return this;
    }

    /** The rows so far; the next batch starts empty. */
    Batch build(Phase phase) {
        boolean[] outputs = new boolean[rows.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = rows.get(i)[3] == 1;
        }
        Batch batch = new Batch(phase, column(0), column(1), column(2), outputs, List.copyOf(tables));
        rows.clear();
        return batch;
    }

    /** The same batch with random activations. */
    static Batch given(Batch batch, int columns, Random random) {
        float[] given = new float[batch.rows() * columns];
        for (int i = 0; i < given.length; i++) {
            given[i] = (float) random.nextGaussian();
        }
        return new Batch(
                batch.phase(),
                batch.tokens(),
                batch.positions(),
                batch.sequences(),
                batch.outputs(),
                batch.cells(),
                given,
                batch.strengths());
    }

    /** The same batch with random strengths, in steps that devices tell exactly. */
    static Batch strengthened(Batch batch, int adapters, Random random) {
        float[] strengths = new float[batch.rows() * adapters];
        for (int i = 0; i < strengths.length; i++) {
            strengths[i] = random.nextInt(-3000, 3000) / 1024f;
        }
        return new Batch(
                batch.phase(),
                batch.tokens(),
                batch.positions(),
                batch.sequences(),
                batch.outputs(),
                batch.cells(),
                batch.given(),
                strengths);
    }

    private int[] column(int index) {
        return rows.stream().mapToInt(row -> row[index]).toArray();
    }
}
