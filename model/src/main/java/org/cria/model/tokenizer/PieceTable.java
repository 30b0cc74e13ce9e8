package org.cria.model.tokenizer;

import java.util.Arrays;

/** Finds pieces by a range of characters, without making a string of it: tokenising asks several times per character. */
final class PieceTable {
    static final int ABSENT = -1;

    private final Vocabulary vocabulary;
    /** [power of two] token ids, or {@link #ABSENT}; a piece lies at its hash or in one of the next cells. */
    private final int[] cells;
    /** [as cells] hashes of their pieces, so that most wrong cells are passed without a look at the piece. */
    private final int[] hashes;

    private final int longest;

    /** The pieces of {@code vocabulary} that a user's text can become: the reserved ones are left out. */
    PieceTable(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.cells = new int[Integer.highestOneBit(Math.max(vocabulary.size(), 4)) * 4];
        this.hashes = new int[cells.length];
        Arrays.fill(cells, ABSENT);
        int longestSoFar = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!vocabulary.isReserved(id)) {
                char[] piece = vocabulary.piece(id).toCharArray();
                longestSoFar = Math.max(longestSoFar, piece.length);
                int hash = hash(piece, 0, piece.length);
                int cell = hash & (cells.length - 1);
                while (cells[cell] != ABSENT) {
                    cell = (cell + 1) & (cells.length - 1);
                }
                cells[cell] = id;
                hashes[cell] = hash;
            }
        }
        this.longest = longestSoFar;
    }

    /** The token that is spelled {@code text[from, to)}, or {@link #ABSENT}. */
    int find(char[] text, int from, int to) {
        if (to - from > longest) {
            return ABSENT;
        }
        int hash = hash(text, from, to);
        int cell = hash & (cells.length - 1);
        while (cells[cell] != ABSENT) {
            if (hashes[cell] == hash && equal(vocabulary.piece(cells[cell]), text, from, to)) {
                return cells[cell];
            }
            cell = (cell + 1) & (cells.length - 1);
        }
        return ABSENT;
    }

    /** The token that is spelled like this, or {@link #ABSENT}. */
    int find(String piece) {
        return find(piece.toCharArray(), 0, piece.length());
    }

    private static boolean equal(String piece, char[] text, int from, int to) {
        if (piece.length() != to - from) {
            return false;
        }
        for (int i = 0; i < piece.length(); i++) {
            if (piece.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text[i];
        }
        // The low bits choose the cell; short pieces differ in the high ones only after this.
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
