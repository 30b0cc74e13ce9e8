package org.cria.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;

/**
 * Which symbols merge, and in what order. A symbol is a number: the token of its spelling where there is one, and a number
 * behind all tokens for those that occur in merges only.
 */
final class Merges {
    static final int ABSENT = -1;

    /** [power of two] left symbol in the upper half, right one in the lower, or {@link #ABSENT}. */
    private final long[] pairs;
    /** [as pairs] the place in the file's list; lower merges first. */
    private final int[] ranks;
    /** [as pairs] the symbol that comes out. */
    private final int[] results;
    /** Spellings of the symbols behind the tokens. */
    private final List<String> spellings = new ArrayList<>();

    private final int tokens;

    /**
     * @param merges [merges] two spellings with a space between, the first merge first
     * @param tokens how many tokens there are
     */
    Merges(List<String> merges, PieceTable pieces, int tokens) {
        this.tokens = tokens;
        int cells = Integer.highestOneBit(Math.max(merges.size(), 8)) * 4;
        this.pairs = new long[cells];
        this.ranks = new int[cells];
        this.results = new int[cells];
        Arrays.fill(pairs, ABSENT);
        Map<String, Integer> extras = new HashMap<>();
        for (int rank = 0; rank < merges.size(); rank++) {
            char[] merge = merges.get(rank).toCharArray();
            int space = space(merge, rank);
            int left = symbol(merge, 0, space, pieces, extras);
            int right = symbol(merge, space + 1, merge.length, pieces, extras);
            System.arraycopy(merge, space + 1, merge, space, merge.length - space - 1);
            put(left, right, rank, symbol(merge, 0, merge.length - 1, pieces, extras));
        }
    }

    /** Where the first spelling ends. It has a character at least, which may be a space itself. */
    private static int space(char[] merge, int rank) {
        for (int i = 1; i < merge.length - 1; i++) {
            if (merge[i] == ' ') {
                return i;
            }
        }
        throw new CriaException("tokenizer.ggml.merges: merge " + rank + " is '" + new String(merge)
                + "', expected two pieces with a space between. The file is damaged; download it again.");
    }

    private int symbol(char[] text, int from, int to, PieceTable pieces, Map<String, Integer> extras) {
        int token = pieces.find(text, from, to);
        if (token != PieceTable.ABSENT) {
            return token;
        }
        return extras.computeIfAbsent(new String(text, from, to - from), spelling -> {
            spellings.add(spelling);
            return tokens + spellings.size() - 1;
        });
    }

    private void put(int left, int right, int rank, int result) {
        int cell = cell(left, right);
        // Of equal merges the first one counts.
        if (pairs[cell] == ABSENT) {
            pairs[cell] = pair(left, right);
            ranks[cell] = rank;
            results[cell] = result;
        }
    }

    /** The cell with the merge of two symbols, for {@link #rank} and {@link #result}, or {@link #ABSENT}. */
    int find(int left, int right) {
        int cell = cell(left, right);
        return pairs[cell] == ABSENT ? ABSENT : cell;
    }

    int rank(int cell) {
        return ranks[cell];
    }

    int result(int cell) {
        return results[cell];
    }

    /** The symbol of a spelling that is no token, or {@link #ABSENT} if it occurs in no merge either. */
    int symbolBehindTokens(String spelling) {
        int index = spellings.indexOf(spelling);
        return index < 0 ? ABSENT : tokens + index;
    }

    /** The spelling of a symbol that is no token. */
    String spelling(int symbol) {
        return spellings.get(symbol - tokens);
    }

    private int cell(int left, int right) {
        long pair = pair(left, right);
        long hash = pair * 0x9E3779B97F4A7C15L;
        int cell = (int) (hash >>> 32) & (pairs.length - 1);
        while (pairs[cell] != ABSENT && pairs[cell] != pair) {
            cell = (cell + 1) & (pairs.length - 1);
        }
        return cell;
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }
}
