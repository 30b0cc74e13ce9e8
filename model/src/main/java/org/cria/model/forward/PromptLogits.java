package org.cria.model.forward;

import org.cria.kernels.Scores;

/**
 * The logits after a session's last prompt, so that a second answer to it processes no token of it again.
 *
 * @param length tokens of the prompt; 0 if nothing is remembered
 * @param logits [vocabulary], never changed
 */
@SuppressWarnings("ArrayRecordComponent") // shared by forks, compared by nobody
record PromptLogits(int length, float[] logits) {
    static final PromptLogits NOTHING = new PromptLogits(0, new float[0]);

    /** @param logits copied */
    static PromptLogits of(int length, Scores.All logits) {
        return new PromptLogits(length, logits.toArray());
    }

    /** After the session dropped every token from {@code newLength} on. */
    PromptLogits cut(int newLength) {
        return length > newLength ? NOTHING : this;
    }

    /** After tokens were replaced. Where the prompt's last token moved, so do its logits, which knew what went. */
    PromptLogits spliced(int from, int to, int count) {
        if (length <= from) {
            return this;
        }
        return length > to ? new PromptLogits(length + from + count - to, logits) : NOTHING;
    }
}
