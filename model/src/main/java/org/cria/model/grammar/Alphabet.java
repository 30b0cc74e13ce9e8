package org.cria.model.grammar;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Kinds of characters that no rule of a grammar tells apart. */
final class Alphabet {
    private static final int FEW = 0x800;

    /** [kinds] the first character of each run of one kind. */
    private final int[] starts;
    /** The kind of the first characters, which most texts consist of. */
    private final short[] few = new short[FEW];

    Alphabet(Grammar grammar) {
        TreeSet<Integer> all = new TreeSet<>();
        all.add(0);
        grammar.rules().stream()
                .flatMap(alternatives -> alternatives.stream())
                .flatMap(alternative -> alternative.stream())
                .forEach(symbol -> {
                    if (symbol instanceof Symbol.Characters characters) {
                        characters.ranges().forEach(range -> {
                            all.add(range.first());
                            all.add(range.last() + 1);
                        });
                    }
                });
        starts = all.stream().mapToInt(Integer::intValue).toArray();
        for (int character = 0; character < FEW; character++) {
            few[character] = (short) search(character);
        }
    }

    /** How many kinds there are. */
    int size() {
        return starts.length;
    }

    /** The kind of a character. */
    int kind(int character) {
        return character < FEW ? few[character] : search(character);
    }

    private int search(int character) {
        int found = Arrays.binarySearch(starts, character);
        return found >= 0 ? found : -found - 2;
    }

    /** A character of a kind. */
    int character(int kind) {
        return starts[kind];
    }

    /** A character of each kind that some from {@code first} to {@code last} are of. */
    IntStream representatives(int first, int last) {
        return IntStream.rangeClosed(kind(first), kind(last)).map(kind -> Math.max(starts[kind], first));
    }
}
