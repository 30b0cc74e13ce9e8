package org.cria.model.measure;

import java.util.Arrays;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.Vocabulary;

/**
 * A text cut into windows the way llama-perplexity does it: whole windows only, each starting with the begin-of-text token
 * where the model wants one, and only the second half of a window is scored, so that every scored token has a past.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/perplexity">llama-perplexity</a>
 */
public final class Chunks {
    /** The begin, a past and one token to predict. */
    static final int SMALLEST_WINDOW = 3;

    private final int[] tokens;
    private final int window;
    private final int count;

    private Chunks(int[] tokens, int window, int count) {
        this.tokens = tokens;
        this.window = window;
        this.count = count;
    }

    /**
     * Cuts a text.
     *
     * @param tokens of the whole text, begin-of-text included
     * @param window tokens in a chunk
     * @param limit the most chunks; less than 0 for all
     * @throws CriaException when the text is shorter than two windows, or a window scores nothing
     */
    public static Chunks of(int[] tokens, int window, int limit) {
        if (window < SMALLEST_WINDOW) {
            throw new CriaException(Explanation.of(
                    "the window is " + Count.of(window, "token") + ", expected at least " + SMALLEST_WINDOW
                            + ", for a smaller one scores nothing. Choose a larger ",
                    Control.CONTEXT_SIZE.named(),
                    "."));
        }
        if (tokens.length < 2L * window) {
            throw new CriaException(Explanation.of(
                    "the text has " + Count.of(tokens.length, "token") + ", expected at least " + 2L * window
                            + " (twice the window). Give a longer text or a smaller ",
                    Control.CONTEXT_SIZE.named(),
                    "."));
        }
        int whole = tokens.length / window;
        return new Chunks(tokens, window, limit < 0 ? whole : Math.min(limit, whole));
    }

    /** Chunks that were stored: no text around them. */
    static Chunks stored(int[] tokens, int window) {
        return new Chunks(tokens, window, tokens.length / window);
    }

    public int count() {
        return count;
    }

    public int window() {
        return window;
    }

    /** Index in a chunk of the first token whose logits are scored. */
    int firstScored() {
        return window / 2;
    }

    /** How many predictions of a chunk are scored. */
    public int scoredPerChunk() {
        return window - 1 - firstScored();
    }

    /** [window] the tokens of a chunk as they are in the text. */
    public int[] chunk(int index) {
        return Arrays.copyOfRange(tokens, index * window, (index + 1) * window);
    }

    /** [window] the tokens of a chunk as a model reads them: the first is its begin-of-text where it wants one. */
    public int[] input(int index, Vocabulary vocabulary) {
        int[] input = chunk(index);
        if (vocabulary.addBos()) {
            input[0] = vocabulary.bos().orElseThrow();
        }
        return input;
    }

    /** Receives one scored prediction. */
    @FunctionalInterface
    interface Prediction {
        /**
         * Takes one prediction.
         *
         * @param row of the chunk's scored predictions
         * @param next the token that follows in the text
         * @param logits valid during the call only
         */
        void score(int row, int next, Scores.All logits);
    }

    /** Runs one chunk through an emptied session and hands out its scored predictions. */
    void run(int index, Session session, Vocabulary vocabulary, Prediction prediction) {
        int[] text = chunk(index);
        session.rewind(0);
        session.score(
                Arrays.copyOf(input(index, vocabulary), window - 1),
                firstScored(),
                (position, logits) -> prediction.score(position - firstScored(), text[position + 1], logits));
    }
}
