package org.cria.model.speculation;

import java.util.Arrays;

/**
 * Guesses that a text goes on as it did before: it looks for its last tokens in what precedes them, and proposes what followed there. Of
 * several places the one counts that agrees the furthest back, of those the latest. Needs no model.
 *
 * @see <a href="https://github.com/apoorvumang/prompt-lookup-decoding">Saxena, Prompt Lookup Decoding</a>
 */
final class NgramDraft implements Draft {
    /** Tokens that have to agree: with two, most guesses are wrong in ordinary text. */
    private static final int FEWEST = 3;
    /** More that agree make a guess no better. */
    private static final int LONGEST = 64;
    /** Places that are looked at: a token takes microseconds whatever the text. */
    private static final int PLACES = 64;

    private static final int NONE = -1;

    /** [length or more] */
    private int[] text;

    private int length;

    /** [a power of two] by the hash of some tokens in a row: where the latest such end, {@link #NONE} for nowhere. */
    private int[] latest;
    /** [length or more] for the end of some tokens in a row: where others of the same hash end before it. */
    private int[] earlier;

    /** @param prompt [tokens] copied */
    NgramDraft(int[] prompt) {
        int room = Math.max(16, Integer.highestOneBit(Math.max(1, prompt.length)) * 2);
        this.text = new int[room];
        this.earlier = new int[room];
        this.latest = new int[room];
        Arrays.fill(latest, NONE);
        for (int token : prompt) {
            accept(token);
        }
    }

    @Override
    public void accept(int token) {
        if (length == text.length) {
            grow();
        }
        text[length++] = token;
        index(length - 1);
    }

    private void grow() {
        text = Arrays.copyOf(text, 2 * length);
        earlier = new int[2 * length];
        latest = new int[2 * length];
        Arrays.fill(latest, NONE);
        for (int end = 0; end < length; end++) {
            index(end);
        }
    }

    private void index(int end) {
        if (end + 1 >= FEWEST) {
            int hash = hash(end);
            earlier[end] = latest[hash];
            latest[hash] = end;
        }
    }

    private int hash(int end) {
        int hash = 0;
        for (int i = 0; i < FEWEST; i++) {
            hash = (hash + text[end - i] + 1) * 0x9E3779B1;
        }
        return hash >>> 7 & latest.length - 1;
    }

    @Override
    public int[] propose(int most) {
        int end = length - 1;
        int best = NONE;
        int agreed = FEWEST - 1;
        int place = length < FEWEST ? NONE : earlier[end];
        for (int looked = 0; place != NONE && looked < PLACES; looked++, place = earlier[place]) {
            int agree = agree(place, end);
            if (agree > agreed) {
                best = place;
                agreed = agree;
            }
        }
        return best == NONE ? new int[0] : following(best, most);
    }

    /** How many tokens agree up to both places, as far as that counts. */
    private int agree(int place, int end) {
        int agree = 0;
        while (agree <= place && agree < LONGEST && text[place - agree] == text[end - agree]) {
            agree++;
        }
        return agree;
    }

    /** What came after a place, which may run into what it proposes itself: a text of one word repeats that word. */
    private int[] following(int place, int most) {
        int[] proposed = new int[most];
        for (int i = 0; i < most; i++) {
            int from = place + 1 + i;
            proposed[i] = from < length ? text[from] : proposed[from - length];
        }
        return proposed;
    }
}
