package org.cria.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads lists as llama-bench takes them: {@code 512}, {@code 1,2}, {@code 1-4}, {@code 0-1024+256}, {@code 128-2048*2}. */
public final class WholeNumbers implements ITypeConverter<WholeNumbers.Several> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9})(?:([+*])(\\d{1,9}))?)?");
    private static final int MOST = 1000;

    /** The numbers of one option, in the order given. */
    record Several(List<Integer> numbers) {
        Several {
            numbers = List.copyOf(numbers);
        }

        /** All numbers of an option that was given once or several times. */
        static List<Integer> all(List<Several> given) {
            return given.stream().flatMap(some -> some.numbers().stream()).toList();
        }
    }

    @Override
    public Several convert(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            numbers.addAll(range(part));
        }
        return new Several(numbers);
    }

    private static List<Integer> range(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new TypeConversionException("'" + text + "' is no whole number or range, expected such as 512, 1,2, "
                    + "1-4, 0-1024+256 or 128-2048*2");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        boolean times = "*".equals(range.group(3));
        int step = range.group(4) == null ? 1 : Integer.parseInt(range.group(4));
        if (step < (times ? 2 : 1) || (times && first == 0) || last < first) {
            throw new TypeConversionException("'" + text + "' is a range that does not rise to its end");
        }
        long count = times ? 0 : ((long) last - first) / step;
        if (count >= MOST) {
            throw new TypeConversionException(
                    "'" + text + "' stands for " + (count + 1) + " numbers, expected at most " + MOST);
        }
        List<Integer> numbers = new ArrayList<>();
        for (long number = first; number <= last; number = times ? number * step : number + step) {
            numbers.add((int) number);
        }
        return numbers;
    }

    /** Reads the pair of {@code -pg}: {@code 512,128}. */
    static final class PairReader implements ITypeConverter<Pair> {
        @Override
        public Pair convert(String text) {
            int[] numbers = Arrays.stream(text.split(",", -1))
                    .filter(part -> part.matches("\\d{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (numbers.length != 2 || text.chars().filter(c -> c == ',').count() != 1) {
                throw new TypeConversionException("'" + text + "' is no pair, expected such as 512,128");
            }
            return new Pair(numbers[0], numbers[1]);
        }
    }

    /** Tokens of a prompt and tokens generated after it. */
    record Pair(int prompt, int generated) {}
}
