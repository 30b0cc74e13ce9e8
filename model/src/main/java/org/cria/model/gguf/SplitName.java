package org.cria.model.gguf;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a split file's shard, such as {@code llama-00001-of-00003.gguf}.
 *
 * @param stem what comes before the numbers
 * @param number from 1
 */
record SplitName(String stem, int number, int count) {
    private static final Pattern PATTERN = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.DOTALL);

    static Optional<SplitName> of(Path file) {
        Matcher matcher = PATTERN.matcher(GgufReader.place(file));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SplitName(
                matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))));
    }

    SplitName withNumber(int other) {
        return new SplitName(stem, other, count);
    }

    String text() {
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, number, count);
    }
}
