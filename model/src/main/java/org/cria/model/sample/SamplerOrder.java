package org.cria.model.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * Which samplers are asked, and in which order. Names and letters are llama.cpp's.
 *
 * @param kinds one that is not among them is left out, whatever its settings; one that is there twice is asked twice
 */
public record SamplerOrder(List<Kind> kinds) {
    /** A sampler of the table. */
    public enum Kind {
        PENALTIES("penalties", 'e'),
        DRY("dry", 'd'),
        TOP_N_SIGMA("top_n_sigma", 's'),
        TOP_K("top_k", 'k'),
        TYPICAL_P("typ_p", 'y', "typical_p", "typical", "typ"),
        TOP_P("top_p", 'p', "nucleus"),
        MIN_P("min_p", 'm'),
        XTC("xtc", 'x'),
        TEMPERATURE("temperature", 't', "temp");

        private final String key;
        private final char letter;

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> others;

        Kind(String key, char letter, String... others) {
            this.key = key;
            this.letter = letter;
            this.others = List.of(others);
        }

        private static Optional<Kind> named(String name) {
            String key = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
            return Arrays.stream(values())
                    .filter(kind -> kind.key.equals(key) || kind.others.contains(key))
                    .findFirst();
        }

        private static Optional<Kind> lettered(int letter) {
            return Arrays.stream(values()).filter(kind -> kind.letter == letter).findFirst();
        }
    }

    /** All of them, in llama.cpp's order. */
    public static final SamplerOrder STANDARD = new SamplerOrder(List.of(Kind.values()));

    public SamplerOrder {
        kinds = List.copyOf(kinds);
    }

    /**
     * Reads names with semicolons between them: {@code top_k;temperature}.
     *
     * @throws CriaException if one is not known
     */
    public static SamplerOrder parse(String names) {
        List<Kind> kinds = new ArrayList<>();
        for (String name : names.split(";", -1)) {
            kinds.add(Kind.named(name)
                    .orElseThrow(
                            () -> unknown("samplers", name, STANDARD.toString().replace(";", ", "))));
        }
        return new SamplerOrder(kinds);
    }

    /**
     * Reads letters: {@code kt} is top-k, then the temperature.
     *
     * @throws CriaException if one is not known
     */
    public static SamplerOrder ofLetters(String letters) {
        return new SamplerOrder(letters.chars()
                .mapToObj(letter -> Kind.lettered(letter)
                        .orElseThrow(() -> unknown(
                                "sampling-seq",
                                Character.toString(letter),
                                Arrays.stream(Kind.values())
                                        .map(kind -> kind.letter + " (" + kind.key + ")")
                                        .collect(Collectors.joining(", ")))))
                .toList());
    }

    private static CriaException unknown(String control, String found, String known) {
        return new CriaException(Explanation.of(
                new Control(control).named(), " has '" + found + "', which is no sampler; there are " + known + "."));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kinds.stream().map(kind -> kind.key).collect(Collectors.joining(";"));
    }
}
