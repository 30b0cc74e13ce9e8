package org.cria.model.chat;

import java.util.Arrays;
import java.util.List;
import org.cria.model.sample.StopStrings;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;

/**
 * The text of an answer as its tokens come: characters become whole, the space before it goes, and it ends at a stop string. Not the
 * text of its generations: that ends with each of them, and with it half a character would.
 */
final class AnswerText {
    private final Tokenizer tokenizer;
    private final TextStream text;
    private final StopStrings stops;
    private boolean begun;
    /** [tokens] for each how long the text was before it. */
    private int[] starts = new int[16];

    private int tokens;
    private int length;
    /** What of the length is said; the rest is held back. */
    private int said;

    /** @param begun whether something was said before */
    AnswerText(Tokenizer tokenizer, List<String> stops, boolean begun) {
        this.tokenizer = tokenizer;
        this.text = tokenizer.continuation();
        this.stops = new StopStrings(stops);
        this.begun = begun;
    }

    /**
     * What a token adds; empty while a character, or what may become a stop string, is not whole.
     *
     * @param whole whether stop strings are not looked for in it
     */
    String feed(int token, boolean whole) {
        starts = tokens < starts.length ? starts : Arrays.copyOf(starts, tokens * 2);
        starts[tokens++] = length;
        String fresh = tokenizer.vocabulary().endsGeneration(token) ? "" : text.feed(token);
        length += fresh.length();
        return visible(whole ? stops.finish() + fresh : stops.feed(fresh));
    }

    /** Whether a stop string was met. */
    boolean isStopped() {
        return stops.hit();
    }

    /** How many tokens have a part in what was said before the stop string. */
    int tokensSaid() {
        int count = tokens;
        while (count > 0 && starts[count - 1] >= said) {
            count--;
        }
        return count;
    }

    /** What is left at the end. */
    String finish() {
        return visible(stops.feed(text.finish()) + stops.finish());
    }

    /** An answer's first piece often begins with a space, which is no part of what is said. */
    private String visible(String fresh) {
        said += fresh.length();
        String visible = begun ? fresh : fresh.stripLeading();
        begun |= !visible.isEmpty();
        return visible;
    }
}
