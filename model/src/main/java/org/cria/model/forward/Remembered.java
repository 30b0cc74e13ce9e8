package org.cria.model.forward;

import org.cria.kernels.Scores;

/**
 * The logits after a session's last prompt, so that a second answer to it processes no token of it again.
 *
 * @param length tokens of the prompt; 0 if nothing is remembered
 * @param logits [vocabulary], never changed
 */
@SuppressWarnings("ArrayRecordComponent") // shared by forks, compared by nobody
record Remembered(int length, float[] logits) {
    static final Remembered NOTHING = new Remembered(0, new float[0]);

    /** @param logits copied */
    static Remembered of(int length, Scores.All logits) {
        return new Remembered(length, logits.toArray());
    }

    /** After the session dropped every token from {@code newLength} on. */
    Remembered cut(int newLength) {
        return length > newLength ? NOTHING : this;
    }

    /** After tokens were replaced. Where the prompt's last token moved, so do its logits, which knew what went. */
    Remembered spliced(int from, int to, int count) {
        if (length <= from) {
            return this;
        }
        return length > to ? new Remembered(length + from + count - to, logits) : NOTHING;
    }
}
