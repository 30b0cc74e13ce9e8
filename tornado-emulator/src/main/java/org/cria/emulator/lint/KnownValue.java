package org.cria.emulator.lint;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value on the stack or in a variable. Values are equal that were made at one place in one way.
 *
 * @param what     how it was made: an opcode, a call, a field, {@code constant}, {@code parameter}, or {@code variable}
 *                 where ways meet
 * @param at       where: the instruction's number, or what tells variables apart
 * @param operands what it was made of; forgotten where it is far back
 * @param number   the constant, where it is one
 * @param traits   the bits below
 */
record KnownValue(
        String what,
        int at,
        List<KnownValue> operands,
        @Nullable Number number,
        int traits) {
    /** An integer that may be below zero. */
    static final int NEGATIVE = 1;
    /** Differs between the work-items of a group. */
    static final int OF_ITEM = 2;
    /** Not known when a task is compiled: numbers given to a task are, as constants. */
    static final int DATA = 4;
    /** A long or a double. */
    static final int WIDE = 8;

    private static final int DEEPEST = 8;

    static KnownValue constant(int at, Number number) {
        int sign = number.doubleValue() < 0 ? NEGATIVE : 0;
        int width = number instanceof Long || number instanceof Double ? WIDE : 0;
        return new KnownValue("constant", at, List.of(), number, sign | width);
    }

    static KnownValue of(String what, int at, int traits, KnownValue... operands) {
        List<KnownValue> kept = List.of(operands);
        boolean isDeep = kept.stream().anyMatch(operand -> operand.depth() >= DEEPEST);
        return new KnownValue(what, at, isDeep ? List.of() : kept, null, traits);
    }

    private int depth() {
        return 1 + operands.stream().mapToInt(KnownValue::depth).max().orElse(0);
    }

    boolean has(int trait) {
        return (traits & trait) != 0;
    }

    boolean mayBeNegative() {
        return has(NEGATIVE);
    }

    boolean is(String made) {
        return what.equals(made);
    }

    /** An integer that is a power of two from 2 on. */
    boolean isPowerOfTwo() {
        return (number instanceof Integer || number instanceof Long)
                && number.longValue() > 1
                && Long.bitCount(number.longValue()) == 1;
    }

    KnownValue with(int others) {
        return new KnownValue(what, at, operands, number, others);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KnownValue value
                && what.equals(value.what)
                && at == value.at
                && traits == value.traits
                && Objects.equals(number, value.number);
    }

    @Override
    public int hashCode() {
        return Objects.hash(what, at, number, traits);
    }
}
