package org.cria.model.pattern;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.cria.kernels.CriaException;

/** An expression as a machine that is in several places at once (Thompson, 1968), and the automaton of its sets of places. */
final class Matching {
    private static final int MOST_PLACES = 100_000;
    /** Places gone through to build an automaton: a tenth of a second. */
    private static final long MOST_WORK = 10_000_000;

    private enum Kind {
        FREE,
        BEGIN,
        END,
        CHARACTER
    }

    /** What leads on from a place. */
    private record Edge(Kind kind, CharacterSet characters, int to) {}

    /** [places][edges] */
    private final List<List<Edge>> edges = new ArrayList<>();

    private final int start;
    private final int matched;
    private long work;

    Matching(PatternPart whole) {
        start = place();
        matched = place();
        int begin = place();
        join(start, begin);
        edges.get(start).add(new Edge(Kind.CHARACTER, CharacterSet.ALL, start));
        join(add(whole, begin), matched);
    }

    private int place() {
        if (edges.size() >= MOST_PLACES) {
            throw new CriaException("the pattern has more than " + MOST_PLACES
                    + " places with its repetitions. Ask for fewer or smaller ones.");
        }
        edges.add(new ArrayList<>());
        return edges.size() - 1;
    }

    private void join(int from, int to) {
        edges.get(from).add(new Edge(Kind.FREE, CharacterSet.NONE, to));
    }

    private int lead(int from, Kind kind, CharacterSet characters) {
        int to = place();
        edges.get(from).add(new Edge(kind, characters, to));
        return to;
    }

    /** Puts an expression behind a place; returns the place behind it. */
    private int add(PatternPart expression, int from) {
        return switch (expression) {
            case PatternPart.One one -> lead(from, Kind.CHARACTER, one.characters());
            case PatternPart.Begin begin -> lead(from, Kind.BEGIN, CharacterSet.NONE);
            case PatternPart.End end -> lead(from, Kind.END, CharacterSet.NONE);
            case PatternPart.Sequence sequence -> {
                int at = from;
                for (PatternPart part : sequence.parts()) {
                    at = add(part, at);
                }
                yield at;
            }
            case PatternPart.Choice choice -> {
                int end = place();
                for (PatternPart alternative : choice.alternatives()) {
                    int begin = place();
                    join(from, begin);
                    join(add(alternative, begin), end);
                }
                yield end;
            }
            case PatternPart.Repetition repetition -> repeat(repetition, from);
        };
    }

    private int repeat(PatternPart.Repetition repetition, int from) {
        int at = from;
        for (int i = 0; i < repetition.least(); i++) {
            at = add(repetition.part(), at);
        }
        int end = place();
        if (repetition.most() == Integer.MAX_VALUE) {
            int loop = place();
            join(at, loop);
            join(add(repetition.part(), loop), loop);
            join(loop, end);
            return end;
        }
        for (int i = repetition.least(); i < repetition.most(); i++) {
            join(at, end);
            int next = place();
            join(at, next);
            at = add(repetition.part(), next);
        }
        join(at, end);
        return end;
    }

    Automaton automaton() {
        TreeSet<Integer> starts = new TreeSet<>(List.of(0));
        for (List<Edge> all : edges) {
            for (Edge edge : all) {
                for (int character : edge.characters.edges()) {
                    starts.add(character);
                }
            }
        }
        BitSet first = new BitSet();
        first.set(start);
        return Automaton.explore(
                new Places(closed(first, true, false), true), Automaton.ints(starts), this::after, this::isEnd);
    }

    /**
     * Where a text may be.
     *
     * @param first whether it has no character yet
     */
    private record Places(BitSet all, boolean first) {}

    private Places after(Places places, int character) {
        if (places.all.get(matched)) {
            return new Places(places.all, false);
        }
        BitSet next = new BitSet();
        for (int place = places.all.nextSetBit(0); place >= 0; place = places.all.nextSetBit(place + 1)) {
            for (Edge edge : edges.get(place)) {
                work();
                if (edge.kind == Kind.CHARACTER && edge.characters.has(character)) {
                    next.set(edge.to);
                }
            }
        }
        return new Places(closed(next, false, false), false);
    }

    private boolean isEnd(Places places) {
        return closed(places.all, places.first, true).get(matched);
    }

    /** With all places that no character is needed for; where the pattern has matched, nothing else counts. */
    private BitSet closed(BitSet places, boolean atBegin, boolean atEnd) {
        BitSet all = (BitSet) places.clone();
        Deque<Integer> todo = new ArrayDeque<>();
        places.stream().forEach(todo::add);
        while (!todo.isEmpty()) {
            for (Edge edge : edges.get(todo.poll())) {
                work();
                boolean free = switch (edge.kind) {
                    case FREE -> true;
                    case BEGIN -> atBegin;
                    case END -> atEnd;
                    case CHARACTER -> false;
                };
                if (free && !all.get(edge.to)) {
                    all.set(edge.to);
                    todo.add(edge.to);
                }
            }
        }
        if (all.get(matched)) {
            all.clear();
            all.set(matched);
        }
        return all;
    }

    private void work() {
        if (++work > MOST_WORK) {
            throw new CriaException("the pattern takes more than " + MOST_WORK
                    + " steps to work out. Ask for fewer or smaller repetitions, or begin it with ^.");
        }
    }
}
