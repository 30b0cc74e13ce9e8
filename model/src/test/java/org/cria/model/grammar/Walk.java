package org.cria.model.grammar;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Random texts of a grammar: its rules are followed at random, and, once the text is long, the shortest way. */
public final class Walk {
    private final Grammar grammar;
    /** [rules] the fewest characters that each derives. */
    private final int[] shortest;

    public Walk(Grammar grammar) {
        this.grammar = grammar;
        this.shortest = new int[grammar.rules().size()];
        Arrays.fill(shortest, Integer.MAX_VALUE / 2);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int rule = shortest.length - 1; rule >= 0; rule--) {
                int length = grammar.alternatives(rule).stream()
                        .mapToInt(this::length)
                        .min()
                        .orElse(Integer.MAX_VALUE / 2);
                changed |= length < shortest[rule];
                shortest[rule] = Math.min(length, shortest[rule]);
            }
        }
    }

    private int length(List<Symbol> alternative) {
        long length = 0;
        for (Symbol symbol : alternative) {
            length += symbol instanceof Symbol.Reference reference ? shortest[reference.rule()] : 1;
        }
        return (int) Math.min(length, Integer.MAX_VALUE / 2);
    }

    /**
     * A text.
     *
     * @param most characters after which it goes the shortest way to its end
     */
    public String text(SplittableRandom random, int most) {
        StringBuilder text = new StringBuilder();
        Deque<Symbol> todo = new ArrayDeque<>();
        todo.push(new Symbol.Reference(grammar.root()));
        for (int steps = 0; !todo.isEmpty(); steps++) {
            switch (todo.pop()) {
                case Symbol.Characters characters -> text.appendCodePoint(character(characters, random));
                case Symbol.Reference reference -> {
                    List<List<Symbol>> all = grammar.alternatives(reference.rule());
                    boolean end = text.length() > most || steps > 20 * most;
                    IntStream choices = IntStream.range(0, all.size());
                    List<Symbol> chosen = end
                            ? all.get(choices.boxed()
                                    .min((a, b) -> Integer.compare(length(all.get(a)), length(all.get(b))))
                                    .orElseThrow())
                            : all.get(random.nextInt(all.size()));
                    chosen.reversed().forEach(todo::push);
                }
            }
        }
        return text.toString();
    }

    /** One of the edges of the ranges, or one within. */
    private static int character(Symbol.Characters characters, SplittableRandom random) {
        List<Symbol.Range> ranges = characters.ranges();
        IntSupplier one = () -> {
            Symbol.Range range = ranges.get(random.nextInt(ranges.size()));
            int width = Math.min(range.last() - range.first() + 1, random.nextInt(5) == 0 ? Integer.MAX_VALUE : 100);
            return switch (random.nextInt(8)) {
                case 0 -> range.first();
                case 1 -> range.last();
                default -> range.first() + random.nextInt(width);
            };
        };
        int found = one.getAsInt();
        while (Character.isSurrogate((char) found) && found < 0x10000) {
            found = one.getAsInt();
        }
        return found;
    }
}
