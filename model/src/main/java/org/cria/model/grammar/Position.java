package org.cria.model.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/**
 * How far a text has come: all places of the rules where it may be, each with what follows when its rule is done. Equal positions
 * allow the same texts to follow.
 */
final class Position {
    /**
     * A place in an alternative, and where its rule was referred to from.
     *
     * @param next the symbol that comes next
     * @param from the place behind the reference; null in the root rule, and where nothing would follow
     */
    private record Place(
            List<Symbol> alternative, int next, @Nullable Place from, int hash) {
        Place(List<Symbol> alternative, int next, @Nullable Place from) {
            // The alternative's own hash would go through its symbols each time.
            this(
                    alternative,
                    next,
                    from,
                    31 * (31 * System.identityHashCode(alternative) + next)
                            + (from == null ? 0 : 1_000_003 * from.hash));
        }

        boolean isDone() {
            return next == alternative.size();
        }

        Place behind() {
            return new Place(alternative, next + 1, from);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // alternatives are those of one grammar
        public boolean equals(@Nullable Object other) {
            Place a = this;
            if (!(other instanceof Place b)) {
                return false;
            }
            while (a != b) { // texts nest deeper than the stack might
                if (a.hash != b.hash
                        || a.next != b.next
                        || a.alternative != b.alternative
                        || a.from == null
                        || b.from == null) {
                    return a.hash == b.hash && a.next == b.next && a.alternative == b.alternative && a.from == b.from;
                }
                a = a.from;
                b = b.from;
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Grammar grammar;
    /** Each before a character. */
    private final Set<Place> places;

    private final boolean canEnd;

    private Position(Grammar grammar, Set<Place> places, boolean canEnd) {
        this.grammar = grammar;
        this.places = places;
        this.canEnd = canEnd;
    }

    static Position start(Grammar grammar, int root) {
        Builder builder = new Builder(grammar);
        grammar.alternatives(root).forEach(alternative -> builder.add(new Place(alternative, 0, null)));
        return builder.position();
    }

    /** Where no text of the grammar is. */
    static Position nowhere(Grammar grammar) {
        return new Builder(grammar).position();
    }

    /** Whether the text may end here. */
    boolean canEnd() {
        return canEnd;
    }

    /** Whether nothing may follow, not even the end: the text was none of the grammar's. */
    boolean isNowhere() {
        return places.isEmpty() && !canEnd;
    }

    /** Where a character leads. */
    Position after(int character) {
        Builder builder = new Builder(grammar);
        for (Place place : places) {
            if (((Symbol.Characters) place.alternative.get(place.next)).has(character)) {
                builder.add(place.behind());
            }
        }
        return builder.position();
    }

    /** Whether some character from one to another, both included, may follow. */
    boolean allowsSome(int first, int last, Alphabet alphabet) {
        return alphabet.representatives(first, last)
                .anyMatch(character -> places.stream()
                        .anyMatch(place -> ((Symbol.Characters) place.alternative.get(place.next)).has(character)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position position && canEnd == position.canEnd && places.equals(position.places);
    }

    @Override
    public int hashCode() {
        return places.hashCode();
    }

    /** Collects places, each followed through references and ends of rules until a character is next. */
    private static final class Builder {
        /** What a choice among thousands needs is far less; choices that begin alike within each other double with each character. */
        private static final int MOST_PLACES = 1 << 16;

        private final Grammar grammar;
        private final Set<Place> places = new LinkedHashSet<>();
        private final Set<Place> seen = new HashSet<>();
        /** Not a recursion: what may be empty many times in a row would exceed the stack. */
        private final Deque<Place> todo = new ArrayDeque<>();

        private boolean canEnd;

        Builder(Grammar grammar) {
            this.grammar = grammar;
        }

        void add(Place first) {
            todo.push(first);
            while (!todo.isEmpty()) {
                Place place = todo.pop();
                if (seen.add(place)) {
                    if (seen.size() > MOST_PLACES) {
                        throw new CriaException("the grammar can be read in more than " + MOST_PLACES
                                + " ways at one place of a text. State it with fewer choices that begin alike.");
                    }
                    follow(place);
                }
            }
        }

        private void follow(Place place) {
            if (place.isDone()) {
                if (place.from == null) {
                    canEnd = true;
                } else {
                    todo.push(place.from);
                }
                return;
            }
            switch (place.alternative.get(place.next)) {
                case Symbol.Characters ignored -> places.add(place);
                case Symbol.Reference reference -> {
                    Place behind = place.behind();
                    // Behind the last symbol there is only what is behind the rule: a list that grows to the right
                    // needs no more memory.
                    Place from = behind.isDone() ? behind.from : behind;
                    for (List<Symbol> alternative : grammar.alternatives(reference.rule())) {
                        todo.push(new Place(alternative, 0, from));
                    }
                }
            }
        }

        Position position() {
            return new Position(grammar, places, canEnd);
        }
    }
}
