package org.cria.model.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Characters: Unicode scalar values, as UTF-8 can have them. */
public final class CharacterSet {
    public static final CharacterSet NONE = new CharacterSet(new int[0]);

    /** Every character there is. */
    public static final CharacterSet ALL =
            new CharacterSet(new int[] {0, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, 0x110000});

    /** [2 · ranges] where each begins, and the first character behind it; ascending, with gaps between. */
    private final int[] edges;

    private CharacterSet(int[] edges) {
        this.edges = edges;
    }

    /** Characters from one to another, both included. */
    public static CharacterSet range(int first, int last) {
        return new CharacterSet(new int[] {first, last + 1}).and(ALL);
    }

    public static CharacterSet of(String characters) {
        return characters.codePoints().mapToObj(c -> range(c, c)).reduce(NONE, CharacterSet::or);
    }

    public CharacterSet or(CharacterSet other) {
        return combined(other, false);
    }

    public CharacterSet and(CharacterSet other) {
        return combined(other, true);
    }

    public CharacterSet without(CharacterSet other) {
        return and(other.others());
    }

    /** All other characters. */
    public CharacterSet others() {
        int[] inverse = new int[edges.length + 2];
        System.arraycopy(edges, 0, inverse, 1, edges.length);
        inverse[inverse.length - 1] = 0x110000;
        int from = inverse[1] == 0 && edges.length > 0 ? 2 : 0;
        int to = inverse.length >= 2 && inverse[inverse.length - 2] == 0x110000 ? inverse.length - 2 : inverse.length;
        return new CharacterSet(Arrays.copyOfRange(inverse, from, Math.max(from, to))).and(ALL);
    }

    private CharacterSet combined(CharacterSet other, boolean both) {
        List<Integer> merged = new ArrayList<>();
        int a = 0;
        int b = 0;
        boolean inside = false;
        while (a < edges.length || b < other.edges.length) {
            int next = Math.min(
                    a < edges.length ? edges[a] : Integer.MAX_VALUE,
                    b < other.edges.length ? other.edges[b] : Integer.MAX_VALUE);
            a += a < edges.length && edges[a] == next ? 1 : 0;
            b += b < other.edges.length && other.edges[b] == next ? 1 : 0;
            boolean inA = a % 2 == 1;
            boolean inB = b % 2 == 1;
            boolean now = both ? inA && inB : inA || inB;
            if (now != inside) {
                merged.add(next);
                inside = now;
            }
        }
        return new CharacterSet(merged.stream().mapToInt(Integer::intValue).toArray());
    }

    public boolean has(int character) {
        int found = Arrays.binarySearch(edges, character);
        return (found >= 0 ? found : -found - 2) % 2 == 0;
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    /** [2 · ranges] where each range begins, and the first character behind it. */
    int[] edges() {
        return edges.clone();
    }

    /** What is told of a range. */
    @FunctionalInterface
    public interface RangeConsumer {
        void accept(int first, int last);
    }

    /** Goes over the ranges, in ascending order. */
    public void forEachRange(RangeConsumer consumer) {
        for (int i = 0; i < edges.length; i += 2) {
            consumer.accept(edges[i], edges[i + 1] - 1);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CharacterSet set && Arrays.equals(edges, set.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }
}
