package org.cria.model.sample;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream of text at the first of some strings, and holds back what may still become one.
 *
 * <p>The string that is complete first wins; of several that end at the same character, the longest. So the result never depends
 * on how the text is cut into chunks, and nothing more has to be generated to know it.
 */
public final class StopStrings {
    private final List<String> stops;
    /** The longest end of the text so far that begins a stop string: not printed yet. */
    private final StringBuilder held = new StringBuilder();

    private @Nullable String match;

    /**
     * @param stops none, which lets all text pass, or more
     * @throws CriaException if one is empty
     */
    public StopStrings(List<String> stops) {
        this.stops = List.copyOf(stops);
        if (this.stops.contains("")) {
            throw new CriaException("stop string " + (this.stops.indexOf("") + 1) + " of " + stops.size()
                    + " is empty, expected at least one character. Leave it out.");
        }
    }

    /**
     * Takes the next text.
     *
     * @return the text that is safe to print now: without a stop string, and without what may become one; empty after a hit
     */
    public String feed(String chunk) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < chunk.length() && match == null; i++) {
            held.append(chunk.charAt(i));
            match = completed();
            int keep = match == null ? beginning() : match.length();
            safe.append(held, 0, held.length() - keep);
            held.delete(0, held.length() - keep);
        }
        return safe.toString();
    }

    /** Whether a stop string was met; generation ends here. */
    public boolean hit() {
        return match != null;
    }

    /** The stop string that was met. */
    public Optional<String> match() {
        return Optional.ofNullable(match);
    }

    /** The end of the text: returns what was held back, which did not become a stop string; empty after a hit. */
    public String finish() {
        String rest = match == null ? held.toString() : "";
        held.setLength(0);
        return rest;
    }

    /** Starts over with a new text. */
    public void reset() {
        held.setLength(0);
        match = null;
    }

    /** The longest stop string that the held text ends with. */
    private @Nullable String completed() {
        String longest = null;
        for (String stop : stops) {
            if ((longest == null || stop.length() > longest.length()) && endsWith(stop, stop.length())) {
                longest = stop;
            }
        }
        return longest;
    }

    /** Length of the longest end of the held text that begins a stop string. */
    private int beginning() {
        int longest = 0;
        for (String stop : stops) {
            int length = Math.min(stop.length() - 1, held.length());
            while (length > longest && !endsWith(stop, length)) {
                length--;
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private boolean endsWith(String stop, int length) {
        int start = held.length() - length;
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (held.charAt(start + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
