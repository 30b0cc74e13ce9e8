package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.cria.kernels.backend.Batch;

/**
 * Where layers with a window keep a cell: in a row that only cells have which a window may still see. Others give theirs up to those
 * that come, so there are about as many rows as the window and a batch have positions, however long the past is.
 */
final class WindowCells {
    private static final int NOWHERE = -1;

    private final int window;
    private final BitSet taken = new BitSet();
    private int[] rows = new int[0];
    /** For each sequence of a batch, reused by the next one. */
    private final List<int[]> tables = new ArrayList<>();

    /** @param window the most positions that one of the layers sees */
    WindowCells(int window) {
        this.window = window;
    }

    int window() {
        return window;
    }

    /** Rows up to the last one that is taken. */
    int count() {
        return taken.length();
    }

    /** Whether a cell has a row. */
    boolean has(int cell) {
        return cell < rows.length && rows[cell] != NOWHERE;
    }

    /** The row of a cell that has one. */
    int row(int cell) {
        return rows[cell];
    }

    /** Gives a cell a row, the first one that is free: cells that are taken in order lie in order, and are read as runs. */
    int take(int cell) {
        if (cell >= rows.length) {
            int known = rows.length;
            rows = Arrays.copyOf(rows, Math.max(cell + 1, 2 * known));
            Arrays.fill(rows, known, rows.length, NOWHERE);
        }
        if (rows[cell] == NOWHERE) {
            rows[cell] = taken.nextClearBit(0);
            taken.set(rows[cell]);
        }
        return rows[cell];
    }

    void forget(int cell) {
        if (has(cell)) {
            taken.clear(rows[cell]);
            rows[cell] = NOWHERE;
        }
    }

    /**
     * Gives the cells of a batch their rows, and says for each of its sequences which row each position has that the batch sees through
     * the window; what it says of other positions means nothing.
     *
     * @return valid until the next call
     */
    List<int[]> rows(Batch batch) {
        int sequences = batch.cells().size();
        int[] first = new int[sequences];
        int[] last = new int[sequences];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int row = 0; row < batch.rows(); row++) {
            int sequence = batch.sequences()[row];
            int position = batch.positions()[row];
            take(batch.cells().get(sequence)[position]);
            first[sequence] = Math.min(first[sequence], Math.max(0, position + 1 - window));
            last[sequence] = Math.max(last[sequence], position);
        }
        for (int sequence = 0; sequence < sequences; sequence++) {
            int[] cells = batch.cells().get(sequence);
            int[] table = table(sequence, last[sequence] + 1);
            for (int position = first[sequence]; position <= last[sequence]; position++) {
                table[position] = has(cells[position]) ? row(cells[position]) : NOWHERE;
            }
        }
        return tables;
    }

    private int[] table(int sequence, int positions) {
        if (sequence == tables.size()) {
            tables.add(new int[0]);
        }
        if (tables.get(sequence).length < positions) {
            tables.set(sequence, new int[positions + positions / 2]);
        }
        return tables.get(sequence);
    }
}
