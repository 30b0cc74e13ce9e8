package org.cria.model.grammar;

import java.util.BitSet;
import org.cria.kernels.CriaException;
import org.cria.model.sample.Candidates;
import org.cria.model.sample.Stage;

/** Rules out every token with which the text would leave its grammar. It is told the tokens of the answer, not those of the prompt. */
public final class GrammarStage implements Stage {
    private final TokenGrammar grammar;
    private TokenGrammar.Spot spot;

    public GrammarStage(TokenGrammar grammar) {
        this.grammar = grammar;
        this.spot = grammar.start();
    }

    /**
     * @throws CriaException if no token of the model goes on as the grammar wants it
     */
    @Override
    public void apply(Candidates candidates) {
        BitSet allowed = grammar.allowed(spot);
        boolean some = false;
        for (int i = 0; i < candidates.size(); i++) {
            boolean may = allowed.get(candidates.id(i)) && candidates.logit(i) != Float.NEGATIVE_INFINITY;
            candidates.mark(i, may);
            some |= may;
        }
        if (!some) {
            throw new CriaException(
                    allowed.isEmpty()
                            ? "no token of this model goes on as the grammar wants it. Allow other characters there."
                            : "the model rules out every token that the grammar allows. Allow others there.");
        }
        candidates.keepMarked();
    }

    @Override
    public void accept(int token) {
        if (!grammar.endsText(token)) {
            spot = grammar.after(spot, token);
        }
    }

    @Override
    public void forget() {
        spot = grammar.start();
    }

    @Override
    public String toString() {
        return "grammar";
    }
}
