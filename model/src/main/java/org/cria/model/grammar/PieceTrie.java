package org.cria.model.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the tokens of a vocabulary print, as a tree of bytes: tokens that begin alike are looked at once. Nodes are in the order in which
 * they are visited, so those below a node are between it and {@link #end}.
 */
final class PieceTrie {
    /** [tokens] in the order of their bytes. */
    private final int[] tokens;
    /** [nodes] its byte. */
    private final byte[] bytes;
    /** [nodes] bytes up to it, 1 for the first ones. */
    private final int[] depths;
    /** [nodes] the first node that is not below it. */
    private final int[] ends;
    /** [nodes and one more] in {@link #tokens}, the first of those that end at it or at a later node. */
    private final int[] firsts;

    private final int size;
    private final int vocabulary;
    private final int deepest;

    /**
     * Sorts a vocabulary.
     *
     * @param vocabulary how many tokens there are
     * @param piece what a token prints; nothing: it is not in the tree
     */
    PieceTrie(int vocabulary, IntFunction<byte[]> piece) {
        this.vocabulary = vocabulary;
        byte[][] pieces = new byte[vocabulary][];
        Arrays.setAll(pieces, piece);
        tokens = sorted(pieces);
        int most = Arrays.stream(tokens).map(token -> pieces[token].length).sum();
        byte[] allBytes = new byte[most];
        int[] allDepths = new int[most];
        int[] allEnds = new int[most];
        int[] allFirsts = new int[most + 1];
        int[] path =
                new int[1 + Arrays.stream(pieces).mapToInt(p -> p.length).max().orElse(0)];
        byte[] before = {};
        int nodes = 0;
        for (int t = 0; t < tokens.length; t++) {
            byte[] now = pieces[tokens[t]];
            int same = Arrays.mismatch(before, now);
            int common = same < 0 ? now.length : same;
            for (int depth = before.length; depth > common; depth--) {
                allEnds[path[depth]] = nodes;
            }
            for (int depth = common + 1; depth <= now.length; depth++) {
                path[depth] = nodes;
                allBytes[nodes] = now[depth - 1];
                allDepths[nodes] = depth;
                allFirsts[nodes] = t;
                nodes++;
            }
            before = now;
        }
        for (int depth = before.length; depth > 0; depth--) {
            allEnds[path[depth]] = nodes;
        }
        allFirsts[nodes] = tokens.length;
        bytes = Arrays.copyOf(allBytes, nodes);
        depths = Arrays.copyOf(allDepths, nodes);
        ends = Arrays.copyOf(allEnds, nodes);
        firsts = Arrays.copyOf(allFirsts, nodes + 1);
        size = nodes;
        deepest = path.length - 1;
    }

    /** Tokens that print something, in the order of their bytes: by the first few at first, all others where those are equal. */
    private static int[] sorted(byte[][] pieces) {
        long[] keys = IntStream.range(0, pieces.length)
                .filter(token -> pieces[token].length > 0)
                .mapToLong(token -> prefix(pieces[token]) << Integer.SIZE | token)
                .sorted()
                .toArray();
        Integer[] order = new Integer[keys.length];
        Arrays.setAll(order, i -> (int) keys[i]);
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && keys[to] >>> Integer.SIZE == keys[from] >>> Integer.SIZE) {
                to++;
            }
            if (to - from > 1) {
                Arrays.sort(order, from, to, Comparator.comparing(token -> pieces[token], Arrays::compareUnsigned));
            }
        }
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** The first four bytes as a number below 2³¹, in their order: the last bit of the last byte is left out. */
    private static long prefix(byte[] piece) {
        long prefix = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            prefix = prefix << Byte.SIZE | (i < piece.length ? Byte.toUnsignedLong(piece[i]) : 0);
        }
        return prefix >>> 1;
    }

    int size() {
        return size;
    }

    /** How many tokens there are, with those that print nothing. */
    int vocabulary() {
        return vocabulary;
    }

    /** The most bytes of a token. */
    int deepest() {
        return deepest;
    }

    int unsignedByte(int node) {
        return Byte.toUnsignedInt(bytes[node]);
    }

    int depth(int node) {
        return depths[node];
    }

    int end(int node) {
        return ends[node];
    }

    /** The place of the first of a node's own tokens. */
    int first(int node) {
        return firsts[node];
    }

    /** The place behind the last of a node's own tokens: those of the nodes below come next. */
    int last(int node) {
        return firsts[node + 1];
    }

    int token(int place) {
        return tokens[place];
    }
}
