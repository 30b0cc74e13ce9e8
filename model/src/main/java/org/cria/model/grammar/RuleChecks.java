package org.cria.model.grammar;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** What no text could follow: rules without an end, and such as begin with themselves. */
final class RuleChecks {
    /**
     * A rule that cannot be used.
     *
     * @param rule its number
     * @param what is wrong with it
     */
    record Problem(int rule, String what, String expected) {}

    private final List<List<List<Symbol>>> rules;
    private final IntPredicate repetition;

    /** @param repetition which rules are repetitions: they go on with themselves at their end only, so that nothing piles up */
    RuleChecks(List<List<List<Symbol>>> rules, IntPredicate repetition) {
        this.rules = rules;
        this.repetition = repetition;
    }

    /** The first problem of the rules that the root needs. */
    Optional<Problem> problem(int root) {
        BitSet reached = reached(root);
        BitSet ending = fixedPoint(new BitSet(), this::ends);
        BitSet empty = fixedPoint(new BitSet(), this::isEmpty);
        for (int rule = reached.nextSetBit(0); rule >= 0; rule = reached.nextSetBit(rule + 1)) {
            if (!ending.get(rule)) {
                return Optional.of(new Problem(
                        rule, "has no end: each alternative needs the rule again", "an alternative without it"));
            }
        }
        for (int rule = reached.nextSetBit(0); rule >= 0; rule = reached.nextSetBit(rule + 1)) {
            if (!repetition.test(rule) && beginsWithItself(rule, empty)) {
                return Optional.of(new Problem(
                        rule,
                        "begins with itself",
                        "something before that is never empty, as in: list ::= item list | item"));
            }
        }
        return Optional.empty();
    }

    private BitSet reached(int root) {
        BitSet reached = new BitSet();
        BitSet todo = new BitSet();
        todo.set(root);
        while (!todo.isEmpty()) {
            int rule = todo.nextSetBit(0);
            todo.clear(rule);
            reached.set(rule);
            for (List<Symbol> alternative : rules.get(rule)) {
                for (Symbol symbol : alternative) {
                    if (symbol instanceof Symbol.Reference reference && !reached.get(reference.rule())) {
                        todo.set(reference.rule());
                    }
                }
            }
        }
        return reached;
    }

    private interface Property {
        boolean holds(List<Symbol> alternative, BitSet known);
    }

    /** Rules of which an alternative has a property, given that some rules are known to have it. */
    private BitSet fixedPoint(BitSet known, Property property) {
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int rule = rules.size() - 1; rule >= 0; rule--) {
                if (!known.get(rule)
                        && rules.get(rule).stream().anyMatch(alternative -> property.holds(alternative, known))) {
                    known.set(rule);
                    changed = true;
                }
            }
        }
        return known;
    }

    private boolean ends(List<Symbol> alternative, BitSet ending) {
        return alternative.stream().allMatch(symbol -> switch (symbol) {
            case Symbol.Characters characters ->
                characters.others() || !characters.ranges().isEmpty();
            case Symbol.Reference reference -> ending.get(reference.rule());
        });
    }

    private boolean isEmpty(List<Symbol> alternative, BitSet empty) {
        return alternative.stream()
                .allMatch(symbol -> symbol instanceof Symbol.Reference reference && empty.get(reference.rule()));
    }

    private boolean beginsWithItself(int rule, BitSet empty) {
        BitSet begins = new BitSet();
        BitSet todo = new BitSet();
        todo.set(rule);
        while (!todo.isEmpty()) {
            int one = todo.nextSetBit(0);
            todo.clear(one);
            for (List<Symbol> alternative : rules.get(one)) {
                for (Symbol symbol : alternative) {
                    if (!(symbol instanceof Symbol.Reference reference)) {
                        break;
                    }
                    if (reference.rule() == rule) {
                        return true;
                    }
                    if (!begins.get(reference.rule())) {
                        begins.set(reference.rule());
                        todo.set(reference.rule());
                    }
                    if (!empty.get(reference.rule())) {
                        break;
                    }
                }
            }
        }
        return false;
    }
}
