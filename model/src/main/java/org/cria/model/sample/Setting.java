package org.cria.model.sample;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * A number that users choose, with all that the command line, the chat, conversations in files and Java programs need to know of it.
 * Names, meanings and defaults are llama.cpp's. Each is a constant of what it sets.
 *
 * @param <T> Integer, Long or Float
 */
public final class Setting<T extends Number> {
    private final String name;
    private final List<String> aliases;
    private final T standard;
    private final Function<String, T> reader;
    private final Predicate<T> allowed;
    private final String expected;
    private final String symbol;
    private final String meaning;

    private Setting(
            String name,
            List<String> aliases,
            T standard,
            Function<String, T> reader,
            Predicate<T> allowed,
            String expected,
            String symbol,
            String meaning) {
        this.name = name;
        this.aliases = aliases;
        this.standard = standard;
        this.reader = reader;
        this.allowed = allowed;
        this.expected = expected;
        this.symbol = symbol;
        this.meaning = meaning;
    }

    /**
     * A setting that takes any value until {@link #range} says otherwise.
     *
     * @param name llama.cpp's, as its option without dashes
     * @param standard the value where nothing is chosen
     */
    public static Setting<Float> of(String name, float standard) {
        return new Setting<>(name, List.of(), standard, Float::valueOf, value -> true, "a number", "X", "");
    }

    /** The same for whole numbers. */
    public static Setting<Integer> of(String name, int standard) {
        return new Setting<>(name, List.of(), standard, Integer::valueOf, value -> true, "a whole number", "N", "");
    }

    /** The same for large ones. */
    public static Setting<Long> of(String name, long standard) {
        return new Setting<>(name, List.of(), standard, Long::valueOf, value -> true, "a whole number", "N", "");
    }

    /** The same setting under another name too; a single letter is a short option of the command line. */
    public Setting<T> alias(String alias) {
        List<String> all = Stream.concat(aliases.stream(), Stream.of(alias)).toList();
        return new Setting<>(name, all, standard, reader, allowed, expected, symbol, meaning);
    }

    /**
     * The same setting for some values only.
     *
     * @param words what is expected, as a message ends: {@code 0 to 1 (1 is off)}
     */
    public Setting<T> range(Predicate<T> values, String words) {
        return new Setting<>(name, aliases, standard, reader, values, words, symbol, meaning);
    }

    /**
     * The same setting with its line of the help.
     *
     * @param letter stands for the value there
     * @param sentence what a value does
     */
    public Setting<T> help(String letter, String sentence) {
        return new Setting<>(name, aliases, standard, reader, allowed, expected, letter, sentence);
    }

    public String name() {
        return name;
    }

    /** For messages. */
    public Control control() {
        return new Control(name);
    }

    public List<String> aliases() {
        return aliases;
    }

    /** The value where nothing is chosen. */
    public T standard() {
        return standard;
    }

    /** What stands for the value in the help. */
    public String symbol() {
        return symbol;
    }

    /** Which values it can have, as a message ends. */
    public String expected() {
        return expected;
    }

    /** What a value does, a sentence. */
    public String meaning() {
        return meaning;
    }

    /** Integer, Long or Float. */
    @SuppressWarnings("unchecked") // what the class of a T is
    public Class<T> type() {
        return (Class<T>) standard.getClass();
    }

    /** What is to be typed: {@code a number} or {@code a whole number}. */
    public String kind() {
        return standard instanceof Float ? "a number" : "a whole number";
    }

    /**
     * Reads a value; {@link #text} is the other way.
     *
     * @throws NumberFormatException if it is none
     */
    public T parse(String text) {
        return reader.apply(text);
    }

    /** A value as it is typed. */
    public String text(T value) {
        return value instanceof Float f && f == Math.rint(f)
                ? String.format(Locale.ROOT, "%.0f", f)
                : String.valueOf(value);
    }

    /**
     * Returns a value if it is in the range.
     *
     * @throws CriaException if it is not
     */
    public T checked(T value) {
        if (!allowed.test(value)) {
            throw new CriaException(Explanation.outOfRange(control(), value, expected));
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
