package org.cria.model.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The numbers between two bounds.
 *
 * @param step of which they are multiples
 */
record NumberRange(Optional<Bound> least, Optional<Bound> most, boolean whole, Optional<BigDecimal> step) {
    /** The most remainders that are told apart. */
    private static final BigInteger MOST_REMAINDERS = BigInteger.valueOf(2000);

    private static final BigInteger ONE = BigInteger.ONE;

    /**
     * A bound.
     *
     * @param included whether it is in the range itself
     */
    record Bound(BigDecimal value, boolean included) {
        private static Bound tighter(Bound a, Bound b, int sign) {
            int order = sign > 0 ? a.value.compareTo(b.value) : b.value.compareTo(a.value);
            return order > 0 || (order == 0 && !a.included) ? a : b;
        }

        Bound negated() {
            return new Bound(value.negate(), included);
        }
    }

    static NumberRange of(Shape shape) {
        Optional<Bound> least = bound(shape, "minimum", "exclusiveMinimum", 1);
        Optional<Bound> most = bound(shape, "maximum", "exclusiveMaximum", -1);
        boolean whole = shape.isWhole();
        if (whole) {
            least = least.map(bound -> rounded(bound, RoundingMode.CEILING, BigDecimal.ONE));
            most = most.map(bound -> rounded(bound, RoundingMode.FLOOR, BigDecimal.ONE.negate()));
        }
        NumberRange range = new NumberRange(least, most, whole, step(shape, whole));
        if (least.isPresent() && most.isPresent()) {
            int order = least.get().value.compareTo(most.get().value);
            if (order > 0 || (order == 0 && !(least.get().included && most.get().included))) {
                String keyword = shape.has("minimum") ? "minimum" : "exclusiveMinimum";
                throw shape.unmeetable(keyword, "no number is between this and the maximum", "a greater maximum");
            }
        }
        return range;
    }

    private static Optional<Bound> bound(Shape shape, String including, String excluding, int sign) {
        Optional<Bound> included = shape.all(schema -> schema.number(including)).stream()
                .map(value -> new Bound(value, true))
                .reduce((a, b) -> Bound.tighter(a, b, sign));
        Optional<Bound> excluded = shape.all(schema -> schema.number(excluding)).stream()
                .map(value -> new Bound(value, false))
                .reduce((a, b) -> Bound.tighter(a, b, sign));
        return included.isPresent() && excluded.isPresent()
                ? Optional.of(Bound.tighter(excluded.get(), included.get(), sign))
                : included.or(() -> excluded);
    }

    private static Bound rounded(Bound bound, RoundingMode mode, BigDecimal inwards) {
        BigDecimal value = bound.value.setScale(0, mode);
        boolean taken = value.compareTo(bound.value) == 0 && !bound.included;
        return new Bound(taken ? value.add(inwards) : value, true);
    }

    /** The least common multiple of all steps. */
    private static Optional<BigDecimal> step(Shape shape, boolean whole) {
        Optional<BigDecimal> step = Optional.empty();
        for (Subschema schema : shape.schemas()) {
            Optional<BigDecimal> own = schema.number("multipleOf");
            if (own.isEmpty()) {
                continue;
            }
            if (own.get().signum() <= 0) {
                throw schema.error("multipleOf", "this is " + own.get(), "a number above 0");
            }
            BigDecimal stripped = own.get().stripTrailingZeros();
            step = Optional.of(step.map(other -> common(other, stripped)).orElse(stripped));
            if (whole) {
                step = step.map(each -> common(each, BigDecimal.ONE));
            }
            BigInteger remainders =
                    step.get().movePointRight(Math.max(0, step.get().scale())).toBigInteger();
            if (remainders.compareTo(MOST_REMAINDERS) > 0) {
                throw schema.error(
                        "multipleOf",
                        "multiples of " + own.get() + " are not supported here",
                        "a number of at most " + MOST_REMAINDERS + " units in its last decimal place");
            }
        }
        return step;
    }

    private static BigDecimal common(BigDecimal a, BigDecimal b) {
        int scale = Math.max(0, Math.max(a.scale(), b.scale()));
        BigInteger x = a.movePointRight(scale).toBigIntegerExact();
        BigInteger y = b.movePointRight(scale).toBigIntegerExact();
        BigInteger multiple = x.divide(x.gcd(y).max(ONE)).multiply(y);
        return new BigDecimal(multiple, scale).stripTrailingZeros();
    }

    /** Whether anything bounds it. */
    boolean isLimited() {
        return least.isPresent() || most.isPresent() || step.isPresent();
    }

    /** Whether no number is in both. */
    boolean isApartFrom(NumberRange other) {
        return isBelow(this, other) || isBelow(other, this);
    }

    private static boolean isBelow(NumberRange a, NumberRange b) {
        if (a.most.isEmpty() || b.least.isEmpty()) {
            return false;
        }
        int order = a.most.get().value.compareTo(b.least.get().value);
        return order < 0 || (order == 0 && !(a.most.get().included && b.least.get().included));
    }
}
