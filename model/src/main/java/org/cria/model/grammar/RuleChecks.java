package org.cria.model.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
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
        BitSet ending = fixedPoint(this::ends);
        BitSet empty = fixedPoint(this::isEmpty);
        for (int rule = reached.nextSetBit(0); rule >= 0; rule = reached.nextSetBit(rule + 1)) {
            if (!ending.get(rule)) {
                return Optional.of(new Problem(
                        rule, "has no end: each alternative needs the rule again", "an alternative without it"));
            }
        }
        return beginsWithItself(reached, empty)
                .map(rule -> new Problem(
                        rule,
                        "begins with itself",
                        "something before that is never empty, as in: list ::= item list | item"));
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
    private BitSet fixedPoint(Property property) {
        BitSet known = new BitSet();
        List<List<Integer>> users = new ArrayList<>();
        rules.forEach(rule -> users.add(new ArrayList<>()));
        Deque<Integer> todo = new ArrayDeque<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            for (int used : references(rule, (alternative, symbol) -> true)) {
                users.get(used).add(rule);
            }
            todo.add(rule);
        }
        while (!todo.isEmpty()) {
            int rule = todo.poll();
            if (!known.get(rule)
                    && rules.get(rule).stream().anyMatch(alternative -> property.holds(alternative, known))) {
                known.set(rule);
                todo.addAll(users.get(rule));
            }
        }
        return known;
    }

    /** Rules that a rule refers to, where the symbols before the reference are such as wanted. */
    private List<Integer> references(int rule, BiPredicate<List<Symbol>, Integer> wanted) {
        List<Integer> references = new ArrayList<>();
        for (List<Symbol> alternative : rules.get(rule)) {
            for (int i = 0; i < alternative.size() && wanted.test(alternative, i); i++) {
                if (alternative.get(i) instanceof Symbol.Reference reference) {
                    references.add(reference.rule());
                }
            }
        }
        return references;
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

    /** A rule that comes to itself before any character. Only what comes first, or behind what may be empty, counts. */
    private Optional<Integer> beginsWithItself(BitSet reached, BitSet empty) {
        BitSet entered = new BitSet();
        BitSet left = new BitSet();
        for (int start = reached.nextSetBit(0); start >= 0; start = reached.nextSetBit(start + 1)) {
            Deque<Integer> rules = new ArrayDeque<>();
            Deque<Iterator<Integer>> firsts = new ArrayDeque<>();
            int next = start;
            do {
                if (entered.get(next) && !left.get(next)) {
                    return Optional.of(next);
                }
                if (!entered.get(next)) {
                    entered.set(next);
                    rules.push(next);
                    firsts.push(first(next, empty));
                }
                while (!firsts.isEmpty() && !firsts.peek().hasNext()) {
                    firsts.pop();
                    left.set(rules.pop());
                }
                next = firsts.isEmpty() ? -1 : firsts.peek().next();
            } while (next >= 0);
        }
        return Optional.empty();
    }

    private Iterator<Integer> first(int rule, BitSet empty) {
        return references(
                        rule,
                        (alternative, i) -> i == 0
                                || (alternative.get(i - 1) instanceof Symbol.Reference before
                                        && empty.get(before.rule())))
                .stream()
                .filter(next -> next != rule
                        || !repetition.test(rule)) // it goes on with itself at its end, where nothing piles up
                .iterator();
    }
}
