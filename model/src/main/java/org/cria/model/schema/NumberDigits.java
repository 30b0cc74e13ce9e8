package org.cria.model.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.cria.model.pattern.Automaton;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a range are written, without exponents: compared with the bounds digit by digit. Together they have as many
 * digits as floating-point numbers tell apart, so that readers do not round them out of their range, unless the bounds have more.
 */
final class NumberDigits {
    private static final int DIGITS = 15;
    /** The first characters of runs that are not told apart: digits one by one. */
    private static final int[] STARTS = {0, '-', '.', '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':'};

    private final NumberRange range;
    private final int remainders;
    private final int decimals;

    private NumberDigits(NumberRange range) {
        this.range = range;
        BigDecimal step = range.step().orElse(BigDecimal.ONE);
        this.decimals = range.step().isPresent() ? Math.max(0, step.scale()) : Integer.MAX_VALUE;
        this.remainders = range.step().isPresent()
                ? step.movePointRight(Math.max(0, step.scale())).intValueExact()
                : 1;
    }

    /** The texts of a range's numbers. */
    static Automaton of(NumberRange range) {
        NumberDigits digits = new NumberDigits(range);
        return Automaton.explore(State.START, STARTS, digits::after, digits::isEnd);
    }

    private enum Part {
        START,
        MINUS,
        ZERO,
        WHOLE,
        POINT,
        DECIMALS
    }

    /**
     * How far a number is written.
     *
     * @param wholes digits before the point
     * @param places digits behind it
     * @param least how it compares with the digits of the least magnitude
     * @param most the same with the greatest
     * @param remainder of the digits so far as a whole number
     */
    private record State(Part part, boolean negative, int wholes, int places, int least, int most, int remainder) {
        static final State START = new State(Part.START, false, 0, 0, 0, 0, 0);
    }

    /**
     * A magnitude.
     *
     * @param whole digits before the point
     * @param places digits behind it, the last not 0
     */
    private record Digits(String whole, String places, boolean included) {
        static Digits of(NumberRange.Bound bound) {
            BigDecimal value = bound.value().abs();
            BigInteger whole = value.toBigInteger();
            BigDecimal rest = value.subtract(new BigDecimal(whole)).stripTrailingZeros();
            String places = rest.signum() == 0 ? "" : rest.toPlainString().substring(2);
            return new Digits(whole.toString(), places, bound.included());
        }

        /** How digits compare, with one more before the point. */
        int withWhole(int order, int index, int digit) {
            if (index >= whole.length()) {
                return 1; // it is longer
            }
            return order != 0 ? order : Integer.compare(digit, whole.charAt(index) - '0');
        }

        int withPlace(int order, int index, int digit) {
            int own = index < places.length() ? places.charAt(index) - '0' : 0;
            return order != 0 ? order : Integer.compare(digit, own);
        }

        int atPoint(int order, int count) {
            return count < whole.length() ? -1 : order;
        }

        int atEnd(int order, int count) {
            return order == 0 && count < places.length() ? -1 : order;
        }
    }

    /** The least magnitude that is looked at; empty where any will do. */
    private Optional<Digits> least(boolean negative) {
        Optional<NumberRange.Bound> bound = negative ? range.most().map(NumberRange.Bound::negated) : range.least();
        BigDecimal value = bound.map(NumberRange.Bound::value).orElse(BigDecimal.ZERO);
        boolean zero = negative
                || (value.signum() == 0 && bound.isPresent() && !bound.get().included());
        if (value.signum() > 0) {
            return bound.map(Digits::of);
        }
        return zero && (negative || value.signum() == 0)
                ? Optional.of(new Digits("0", "", false)) // there is no -0
                : Optional.empty();
    }

    private Optional<NumberRange.Bound> greatest(boolean negative) {
        return negative ? range.least().map(NumberRange.Bound::negated) : range.most();
    }

    private boolean isPossible(boolean negative) {
        return greatest(negative).map(bound -> bound.value().signum() >= 0).orElse(true);
    }

    private @Nullable State after(State state, int character) {
        return switch (state.part) {
            case START ->
                character == '-'
                        ? isPossible(true) ? new State(Part.MINUS, true, 0, 0, 0, 0, 0) : null
                        : isPossible(false) ? withWhole(state, character) : null;
            case MINUS -> withWhole(state, character);
            case ZERO -> character == '.' ? withPoint(state) : null;
            case WHOLE -> character == '.' ? withPoint(state) : withWhole(state, character);
            case POINT, DECIMALS -> withPlace(state, character);
        };
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private @Nullable State withWhole(State state, int character) {
        Optional<Digits> least = least(state.negative);
        Optional<Digits> most = greatest(state.negative).map(Digits::of);
        int limit =
                Math.max(DIGITS, least.map(bound -> bound.whole.length() + 1).orElse(0));
        int longest = most.map(bound -> bound.whole.length()).orElse(limit);
        if (!isDigit(character) || state.wholes >= longest) {
            return null;
        }
        int digit = character - '0';
        return new State(
                state.wholes == 0 && digit == 0 ? Part.ZERO : Part.WHOLE,
                state.negative,
                state.wholes + 1,
                0,
                least.map(bound -> bound.withWhole(state.least, state.wholes, digit))
                        .orElse(0),
                most.map(bound -> bound.withWhole(state.most, state.wholes, digit))
                        .orElse(0),
                (state.remainder * 10 + digit) % remainders);
    }

    private @Nullable State withPoint(State state) {
        if (range.whole() || decimals == 0) {
            return null;
        }
        return new State(
                Part.POINT,
                state.negative,
                state.wholes,
                0,
                least(state.negative)
                        .map(bound -> bound.atPoint(state.least, state.wholes))
                        .orElse(0),
                greatest(state.negative)
                        .map(Digits::of)
                        .map(bound -> bound.atPoint(state.most, state.wholes))
                        .orElse(0),
                state.remainder);
    }

    private @Nullable State withPlace(State state, int character) {
        Optional<Digits> least = least(state.negative);
        Optional<Digits> most = greatest(state.negative).map(Digits::of);
        int own = Math.max(
                least.map(bound -> bound.places.length()).orElse(0),
                most.map(bound -> bound.places.length()).orElse(0));
        int longest = Math.min(decimals, Math.max(DIGITS - state.wholes, own == 0 ? 0 : own + 1));
        if (!isDigit(character) || state.places >= longest) {
            return null;
        }
        int digit = character - '0';
        return new State(
                Part.DECIMALS,
                state.negative,
                state.wholes,
                state.places + 1,
                least.map(bound -> bound.withPlace(state.least, state.places, digit))
                        .orElse(0),
                most.map(bound -> bound.withPlace(state.most, state.places, digit))
                        .orElse(0),
                (state.remainder * 10 + digit) % remainders);
    }

    private boolean isEnd(State state) {
        boolean behind = state.part == Part.DECIMALS;
        if (!behind && state.part != Part.ZERO && state.part != Part.WHOLE) {
            return false;
        }
        Optional<Digits> least = least(state.negative);
        Optional<Digits> most = greatest(state.negative).map(Digits::of);
        int remainder = state.remainder;
        for (int i = state.places; range.step().isPresent() && i < decimals; i++) {
            remainder = remainder * 10 % remainders;
        }
        return remainder == 0
                && least.map(bound -> order(bound, state.least, state, behind) > (bound.included ? -1 : 0))
                        .orElse(true)
                && most.map(bound -> order(bound, state.most, state, behind) < (bound.included ? 1 : 0))
                        .orElse(true);
    }

    private static int order(Digits bound, int order, State state, boolean behind) {
        return bound.atEnd(behind ? order : bound.atPoint(order, state.wholes), state.places);
    }
}
