package org.cria.model.sample;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where repetitions may begin anew for {@link Dry}: for a token with which such a sequence begins, what follows it; nothing where
 * the token holds all of it.
 *
 * @param tails [token] the other tokens of each sequence, first to last
 */
public record SequenceBreakers(Map<Integer, List<List<Integer>>> tails) {
    /** Those of most texts: ends of lines, colons, quotes, asterisks. */
    public static final List<String> USUAL = List.of("\n", ":", "\"", "*");

    /** There are none. */
    public static final SequenceBreakers NONE = new SequenceBreakers(Map.of());

    /** Of longer ones no more is looked at: what is said to {@link Dry} at each token stays short. */
    private static final int MOST_TAIL = 20;

    private static final int MOST_BYTES = 40;

    /** A vocabulary: what its tokens print, and how it writes a text. */
    public interface Pieces {
        int size();

        /** What a token prints, UTF-8. */
        byte[] bytes(int token);

        /** The tokens of a text. */
        int[] encode(byte[] text);
    }

    /** Finds the tokens that hold a breaker, and those at whose end one begins. */
    public static SequenceBreakers of(List<byte[]> breakers, Pieces pieces) {
        Map<Integer, List<List<Integer>>> tails = new HashMap<>();
        Map<Rest, List<Integer>> encoded = new HashMap<>();
        for (int token = 0; token < pieces.size(); token++) {
            byte[] piece = pieces.bytes(token);
            Set<List<Integer>> found = new HashSet<>();
            for (byte[] whole : breakers) {
                byte[] breaker = Arrays.copyOf(whole, Math.min(whole.length, MOST_BYTES));
                for (int at = 0; at < piece.length && breaker.length > 0; at++) {
                    int shared = Math.min(breaker.length, piece.length - at);
                    if (Arrays.equals(piece, at, at + shared, breaker, 0, shared)) {
                        found.add(encoded.computeIfAbsent(new Rest(breaker, shared), rest -> rest.tokens(pieces)));
                    }
                }
            }
            if (!found.isEmpty()) {
                tails.put(token, List.copyOf(found));
            }
        }
        return new SequenceBreakers(Map.copyOf(tails));
    }

    /** What is left of a breaker. */
    @SuppressWarnings("ArrayRecordComponent") // the same array is the same breaker
    private record Rest(byte[] breaker, int from) {
        List<Integer> tokens(Pieces pieces) {
            return from == breaker.length
                    ? List.of()
                    : Arrays.stream(pieces.encode(Arrays.copyOfRange(breaker, from, breaker.length)))
                            .limit(MOST_TAIL)
                            .boxed()
                            .toList();
        }
    }

    /** Whether a token holds a whole breaker. */
    boolean holdsOne(int token) {
        return tails.getOrDefault(token, List.of()).contains(List.<Integer>of());
    }
}
