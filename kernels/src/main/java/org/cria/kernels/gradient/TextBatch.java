package org.cria.kernels.gradient;

import java.util.List;

/**
 * Texts that are passed through a program together, each by itself from position 0. Arrays are borrowed, not copied: they must stay as they
 * are until what the pass has made is no longer used.
 *
 * @param tokens of each text, ids
 * @param wanted of each text, of each of its tokens: whether the scores that follow it are wanted
 * @param given [rows, columns] activations, for a program that begins with {@link org.cria.kernels.program.Step.Given}; may be longer; empty
 *     for others
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed for one pass, compared by nobody
public record TextBatch(List<int[]> tokens, List<boolean[]> wanted, float[] given) {
    /** Texts for a program that begins with tokens. */
    public TextBatch(List<int[]> tokens, List<boolean[]> wanted) {
        this(tokens, wanted, new float[0]);
    }

    public TextBatch {
        tokens = List.copyOf(tokens);
        wanted = List.copyOf(wanted);
        if (tokens.size() != wanted.size()) {
            throw new IllegalArgumentException(
                    tokens.size() + " texts and " + wanted.size() + " lists of wanted rows, expected one for each");
        }
        for (int text = 0; text < tokens.size(); text++) {
            if (tokens.get(text).length == 0 || tokens.get(text).length != wanted.get(text).length) {
                throw new IllegalArgumentException("text " + text + " has " + tokens.get(text).length
                        + " tokens and says of " + wanted.get(text).length
                        + " whether they are wanted, expected at least one and as many");
            }
        }
    }

    /** How many tokens all texts have. */
    public int rows() {
        return tokens.stream().mapToInt(text -> text.length).sum();
    }

    /** How many rows' scores are wanted. */
    public int wantedRows() {
        int count = 0;
        for (boolean[] text : wanted) {
            for (boolean row : text) {
                count += row ? 1 : 0;
            }
        }
        return count;
    }
}
