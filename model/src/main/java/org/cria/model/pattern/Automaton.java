package org.cria.model.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/** A set of texts: states that characters lead between, deterministic. From each state some text leads to an end. */
public final class Automaton {
    /** What a schema for people needs is far less. */
    private static final int MOST_STATES = 70_000;
    /** Of all states together. */
    private static final int MOST_STEPS = 2_000_000;

    private static final int NOWHERE = -1;

    /** [classes] the first character of each run that no state tells apart; what comes before belongs to none. */
    private final int[] starts;
    /** [states][classes] */
    private final int[][] next;

    private final BitSet ends;

    private Automaton(int[] starts, int[][] next, BitSet ends) {
        this.starts = starts;
        this.next = next;
        this.ends = ends;
    }

    /** Where a character leads from a state of a machine that is being explored. */
    @FunctionalInterface
    public interface Step<S> {
        @Nullable
        S after(S state, int character);
    }

    /**
     * The automaton of a machine whose states are values.
     *
     * @param starts the first character of each run that the machine does not tell apart, ascending, the first 0
     * @throws CriaException if there are too many states
     */
    public static <S> Automaton explore(S start, int[] starts, Step<S> step, Predicate<S> ends) {
        Map<S, Integer> numbers = new HashMap<>();
        List<S> states = new ArrayList<>(List.of(start));
        List<int[]> next = new ArrayList<>();
        BitSet ending = new BitSet();
        numbers.put(start, 0);
        for (int state = 0; state < states.size(); state++) {
            S from = states.get(state);
            int[] row = new int[starts.length];
            for (int kind = 0; kind < starts.length; kind++) {
                S to = CharacterSet.ALL.has(starts[kind]) ? step.after(from, starts[kind]) : null;
                row[kind] = to == null
                        ? NOWHERE
                        : numbers.computeIfAbsent(to, added -> {
                            states.add(added);
                            return states.size() - 1;
                        });
            }
            next.add(row);
            ending.set(state, ends.test(from));
            if (states.size() > MOST_STATES || (long) states.size() * starts.length > MOST_STEPS) {
                throw new CriaException("this needs more than " + MOST_STATES + " states, or " + MOST_STEPS
                        + " steps between them. Ask for less: smaller repetitions and lengths, fewer choices.");
            }
        }
        return trimmed(starts, next.toArray(int[][]::new), ending);
    }

    /** Without steps to where no end can be reached. */
    private static Automaton trimmed(int[] starts, int[][] next, BitSet ends) {
        List<List<Integer>> before = new ArrayList<>();
        for (int state = 0; state < next.length; state++) {
            before.add(new ArrayList<>());
        }
        for (int state = 0; state < next.length; state++) {
            for (int to : next[state]) {
                if (to != NOWHERE) {
                    before.get(to).add(state);
                }
            }
        }
        BitSet alive = new BitSet();
        BitSet todo = (BitSet) ends.clone();
        while (!todo.isEmpty()) {
            int state = todo.nextSetBit(0);
            todo.clear(state);
            alive.set(state);
            before.get(state).stream().filter(from -> !alive.get(from)).forEach(todo::set);
        }
        int[] numbers = new int[next.length];
        int count = 1;
        for (int state = 1; state < next.length; state++) {
            numbers[state] = alive.get(state) ? count++ : NOWHERE;
        }
        int[][] rest = new int[count][];
        BitSet ending = new BitSet();
        for (int state = 0; state < next.length; state++) {
            if (state == 0 || alive.get(state)) {
                rest[numbers[state]] = Arrays.stream(next[state])
                        .map(to -> to == NOWHERE || !alive.get(to) ? NOWHERE : numbers[to])
                        .toArray();
                ending.set(numbers[state], ends.get(state));
            }
        }
        return new Automaton(starts, rest, ending);
    }

    /** Every text. */
    public static Automaton anything() {
        return lengths(0, Integer.MAX_VALUE);
    }

    /**
     * Texts of so many characters.
     *
     * @param most {@link Integer#MAX_VALUE} for no limit
     */
    public static Automaton lengths(int least, int most) {
        boolean open = most == Integer.MAX_VALUE;
        return explore(
                0,
                new int[] {0, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1},
                (length, character) ->
                        open ? (Integer) Math.min(least, length + 1) : length == most ? null : (Integer) (length + 1),
                length -> length >= least && length <= most);
    }

    /** Some texts. */
    public static Automaton words(Collection<String> words) {
        TreeSet<Integer> starts = new TreeSet<>(List.of(0));
        TreeSet<String> begins = new TreeSet<>();
        for (String word : words) {
            word.codePoints().forEach(c -> {
                starts.add(c);
                starts.add(c + 1);
            });
            for (int end = 0;
                    end <= word.length();
                    end = end == word.length() ? end + 1 : word.offsetByCodePoints(end, 1)) {
                begins.add(word.substring(0, end));
            }
        }
        return explore(
                "",
                ints(starts),
                (begin, character) -> {
                    String longer = begin + Character.toString(character);
                    return begins.contains(longer) ? longer : null;
                },
                words::contains);
    }

    /** Texts that are in both. */
    public Automaton and(Automaton other) {
        return combined(other, (a, b) -> a && b);
    }

    /** Texts that are not in another. */
    public Automaton without(Automaton other) {
        return combined(other, (a, b) -> a && !b);
    }

    /** A state of each of two automata. */
    private record Pair(int a, int b) {}

    private Automaton combined(Automaton other, BinaryOperator<Boolean> both) {
        TreeSet<Integer> all = new TreeSet<>(List.of(0));
        Arrays.stream(starts).forEach(all::add);
        Arrays.stream(other.starts).forEach(all::add);
        return explore(
                new Pair(0, 0),
                ints(all),
                (pair, character) -> {
                    int a = after(pair.a, character);
                    return a == NOWHERE ? null : new Pair(a, other.after(pair.b, character));
                },
                pair -> both.apply(isEnd(pair.a), pair.b != NOWHERE && other.isEnd(pair.b)));
    }

    static int[] ints(Collection<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private int after(int state, int character) {
        if (state == NOWHERE) {
            return NOWHERE;
        }
        int found = Arrays.binarySearch(starts, character);
        int kind = found >= 0 ? found : -found - 2;
        return kind < 0 ? NOWHERE : next[state][kind];
    }

    /** Whether there is no text in it. */
    public boolean isEmpty() {
        return !isEnd(0) && Arrays.stream(next[0]).allMatch(to -> to == NOWHERE);
    }

    public boolean accepts(String text) {
        int state = 0;
        for (int character : text.codePoints().toArray()) {
            state = after(state, character);
        }
        return state != NOWHERE && isEnd(state);
    }

    /** How many states there are; texts begin in 0. */
    public int size() {
        return next.length;
    }

    /** Whether a text may end in a state. */
    public boolean isEnd(int state) {
        return ends.get(state);
    }

    /** Where characters lead from a state: the characters by the state. */
    public Map<Integer, CharacterSet> steps(int state) {
        Map<Integer, CharacterSet> steps = new LinkedHashMap<>();
        for (int kind = 0; kind < starts.length; kind++) {
            int to = next[state][kind];
            if (to != NOWHERE) {
                int last = kind + 1 < starts.length ? starts[kind + 1] - 1 : Character.MAX_CODE_POINT;
                steps.merge(to, CharacterSet.range(starts[kind], last), CharacterSet::or);
            }
        }
        return steps;
    }
}
