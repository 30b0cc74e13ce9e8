package org.cria.kernels.lab;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.kernels.Count;

/**
 * How a case failed.
 *
 * @param kind in a few words, {@code data race}, {@code wrong values}
 * @param message what was found and what was expected
 * @param places file and line, the nearest to the cause first; empty where values are wrong
 */
public record Failure(String kind, String message, List<String> places) {
    static final String VALUES = "wrong values";
    static final String UNSTEADY = "different result per run";

    private static final Pattern FINDING = Pattern.compile("(?m)^([A-Z]+(?:_[A-Z]+)*): ");
    private static final Pattern PLACE = Pattern.compile("\\b\\w+\\.java:\\d+");

    public Failure {
        places = List.copyOf(places);
    }

    /** Values that are not the CPU's, or not those of the run before. */
    static Failure ofValues(String text, int rows) {
        boolean unsteady = text.contains("differs from run 1");
        String message = unsteady
                ? "the same values give other bits: " + text.replaceFirst(": a race$", "")
                : text + " (" + Count.of(rows, "row") + ")";
        return new Failure(unsteady ? UNSTEADY : VALUES, message, List.of());
    }

    /** What an emulator found, each by itself, or what a kernel threw. */
    static List<Failure> of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !FINDING.matcher(text(cause)).find()) {
            cause = cause.getCause();
        }
        String message = text(cause);
        if (FINDING.matcher(message).find()) {
            return message.lines().flatMap(line -> finding(line).stream()).toList();
        }
        List<String> traced = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .toList();
        return List.of(new Failure(
                "does not run",
                cause.getClass().getSimpleName() + ": " + message,
                Stream.concat(places(message).stream(), traced.stream()).toList()));
    }

    private static Optional<Failure> finding(String line) {
        Matcher finding = FINDING.matcher(line);
        return finding.find()
                ? Optional.of(new Failure(
                        finding.group(1).toLowerCase(Locale.ROOT).replace('_', ' '),
                        finding.replaceFirst(""),
                        places(line)))
                : Optional.empty();
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text).results().map(found -> found.group()).toList();
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    /** Whether a place in some file is known. */
    boolean hasPlace() {
        return !places.isEmpty();
    }

    /** The first place in a file; empty where there is none. */
    Optional<Integer> line(String file) {
        return places.stream()
                .filter(place -> place.startsWith(file + ":"))
                .map(place -> Integer.valueOf(place.substring(file.length() + 1)))
                .findFirst();
    }
}
