package org.cria.model;

import java.util.Arrays;
import org.cria.model.speculation.Draft;

/** A draft that knows how the text goes on, save that one of the tokens that it proposes is another one. */
final class Foretold implements Draft {
    private final int[] text;
    private final int wrong;
    private int said;

    /**
     * @param text [tokens] that come after the prompt
     * @param wrong which token of each draft is another one
     */
    Foretold(int[] text, int wrong) {
        this.text = text;
        this.wrong = wrong;
    }

    @Override
    public void accept(int token) {
        if (text[said++] != token) {
            throw new AssertionError("token " + said + " is " + token + ", expected " + text[said - 1]);
        }
    }

    /** Behind the end it goes on with anything. */
    @Override
    public int[] propose(int most) {
        int[] proposed = Arrays.copyOf(Arrays.copyOfRange(text, said, Math.min(text.length, said + most)), most);
        if (wrong < most) {
            proposed[wrong] = proposed[wrong] == 3 ? 4 : 3;
        }
        return proposed;
    }
}
