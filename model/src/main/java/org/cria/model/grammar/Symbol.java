package org.cria.model.grammar;

import java.util.List;

/** A part of a rule's alternative. */
public sealed interface Symbol {
    /** One character of some ranges. */
    record Characters(List<Range> ranges, boolean others) implements Symbol {
        public Characters {
            ranges = List.copyOf(ranges);
        }

        boolean has(int character) {
            for (Range range : ranges) {
                if (range.first <= character && character <= range.last) {
                    return !others;
                }
            }
            return others;
        }
    }

    /** Characters from one to another, both included. */
    record Range(int first, int last) {}

    /**
     * What another rule derives.
     *
     * @param rule its number
     */
    record Reference(int rule) implements Symbol {}

    /** The characters of a text, one after another. */
    static List<Symbol> text(String text) {
        return text.codePoints()
                .<Symbol>mapToObj(c -> new Characters(List.of(new Range(c, c)), false))
                .toList();
    }
}
