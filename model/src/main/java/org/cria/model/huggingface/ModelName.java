package org.cria.model.huggingface;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a folder's name tells, such as {@code Llama-3.2-1B-Instruct}: version 3.2 of a base, its size and how it was tuned. Keys that
 * catalogues show; nothing is computed from them.
 *
 * @param title for people
 * @param base the model that it was made from
 */
record ModelName(
        String title,
        Optional<String> base,
        Optional<String> finetune,
        Optional<String> version,
        Optional<String> size) {
    private static final Pattern VERSION = Pattern.compile("(?i)(v|iter)?\\d+(\\.\\d+)*");
    private static final Pattern FORMAT = Pattern.compile("(?i)i?q\\d(_\\w)*|b?fp?(16|32)");
    private static final Pattern SIZE = Pattern.compile("(?i)(?:A|\\d+x)?(\\d+(?:[._]\\d+)?)([KMBT])");
    private static final Pattern TUNED = Pattern.compile("(?i)chat|instruct|vision|lora");
    private static final String UNITS = " KMBT";

    private enum Part {
        BASE,
        VERSION,
        SIZE,
        TUNED,
        FORMAT
    }

    /** @param values of all tensors, to tell a size from a context's length */
    static ModelName of(String name, long values) {
        List<String> words = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        boolean start = true;
        for (String word : name.split("-", -1)) {
            if (!word.isEmpty()) {
                Part part = part(word, words.isEmpty(), start, values);
                start &= part == Part.BASE || part == Part.VERSION;
                words.add(part == Part.SIZE ? word.replace('_', '.').toUpperCase(Locale.ROOT) : word);
                parts.add(part);
            }
        }
        inBase(parts);
        Optional<String> finetune = joined(words, parts, Part.TUNED);
        Optional<String> version = joined(words, parts, Part.VERSION);
        Optional<String> size = joined(words, parts, Part.SIZE);
        boolean tells = finetune.isPresent() || version.isPresent() || size.isPresent();
        return new ModelName(
                title(name), tells ? joined(words, parts, Part.BASE) : Optional.empty(), finetune, version, size);
    }

    private static Part part(String word, boolean first, boolean start, long values) {
        Matcher size = SIZE.matcher(word);
        if (VERSION.matcher(word).matches()) {
            return Part.VERSION;
        }
        if (FORMAT.matcher(word).matches()) {
            return Part.FORMAT;
        }
        if (!first && size.matches()) {
            double count = Double.parseDouble(size.group(1).replace('_', '.'))
                    * Math.pow(1000, UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT)));
            return Math.abs(count - values) > 7 * values / 8.0 ? Part.TUNED : Part.SIZE;
        }
        return (!first && TUNED.matcher(word).matches()) || !start || !Character.isLetter(word.charAt(0))
                ? Part.TUNED
                : Part.BASE;
    }

    /** A version between words of the base belongs to it; one behind them is the model's. */
    private static void inBase(List<Part> parts) {
        int last = parts.lastIndexOf(Part.BASE);
        for (int i = 0; i < last; i++) {
            if (parts.get(i) == Part.VERSION) {
                parts.set(i, Part.BASE);
            }
        }
    }

    private static Optional<String> joined(List<String> words, List<Part> parts, Part part) {
        LinkedHashSet<String> found = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i++) {
            if (parts.get(i) == part) {
                found.add(words.get(i));
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("-", found));
    }

    /** Words in small letters begin with a capital then. */
    private static String title(String name) {
        return Pattern.compile("[-\\s]+")
                .splitAsStream(name.strip())
                .filter(word -> !word.isEmpty())
                .map(word -> word.equals(word.toLowerCase(Locale.ROOT))
                                && !word.equals(word.toUpperCase(Locale.ROOT))
                                && !word.matches("v\\d+(\\.\\d+)*|\\d.*")
                        ? Pattern.compile("(?<!\\p{L})\\p{L}")
                                .matcher(word)
                                .replaceAll(first -> first.group().toUpperCase(Locale.ROOT))
                        : word)
                .collect(Collectors.joining(" "));
    }

    /** Such as {@code 1.2B}, or {@code 8x7B} for experts. */
    static String sizeLabel(long shared, long expert, int experts) {
        double count = shared + expert;
        int unit = count > 1e12 ? 4 : count > 1e9 ? 3 : count > 1e6 ? 2 : 1;
        double scaled = count / Math.pow(1000, unit);
        int digits = (int) Math.rint(scaled) == 0
                ? 0
                : String.valueOf((int) Math.rint(scaled)).length();
        String text = String.format(Locale.ROOT, "%." + Math.max(0, 2 - digits) + "f%c", scaled, UNITS.charAt(unit));
        return experts > 0 ? experts + "x" + text : text;
    }
}
