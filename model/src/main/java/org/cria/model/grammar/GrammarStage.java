package org.cria.model.grammar;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.cria.kernels.CriaException;
import org.cria.model.sample.Candidates;
import org.cria.model.sample.Stage;

/**
 * Rules out every token with which the text would leave its grammar, from where that holds on. It is told the tokens of the answer, not
 * those of the prompt.
 */
public final class GrammarStage implements Stage {
    private final GrammarBinding binding;
    private final TokenGrammar grammar;
    private TokenGrammar.Spot spot;
    /** Whether the grammar holds. */
    private boolean bound;
    /** What was said before it holds, a character for each byte. */
    private final StringBuilder tail = new StringBuilder();

    public GrammarStage(GrammarBinding binding) {
        this.binding = binding;
        this.grammar = binding.grammar();
        this.spot = grammar.start();
        begin();
    }

    private void begin() {
        spot = grammar.start();
        bound = binding.begin().isEmpty();
        tail.setLength(0);
        binding.said().forEach(this::accept);
    }

    /**
     * @throws CriaException if no token of the model goes on as the grammar wants it
     */
    @Override
    public void apply(Candidates candidates) {
        if (!bound) {
            applyBefore(candidates);
            return;
        }
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

    /** Before the grammar holds, anything may come, save the end where it has to hold. */
    private void applyBefore(Candidates candidates) {
        if (binding.begin().orElseThrow().mayEnd()) {
            return;
        }
        boolean some = false;
        for (int i = 0; i < candidates.size(); i++) {
            boolean may = !grammar.endsText(candidates.id(i)) && candidates.logit(i) != Float.NEGATIVE_INFINITY;
            candidates.mark(i, may);
            some |= may;
        }
        if (some) {
            candidates.keepMarked();
        }
    }

    /** Whether the grammar holds, of which only the whole is of use. */
    public boolean isWhole() {
        return bound && binding.whole();
    }

    @Override
    public void accept(int token) {
        if (!bound) {
            look(token);
        } else if (!grammar.endsText(token)) {
            spot = grammar.after(spot, token);
        }
    }

    /** Whether a mark has come with a token. What the token has behind the mark is of the grammar, or the mark is none. */
    private void look(int token) {
        byte[] bytes = grammar.bytes(token);
        tail.append(new String(bytes, StandardCharsets.ISO_8859_1));
        GrammarBinding.Begin begin = binding.begin().orElseThrow();
        for (String mark : begin.marks()) {
            if (bytes.length == 0) {
                bound |= grammar.piece(token).equals(mark);
                continue;
            }
            String spelled = new String(mark.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            int at = tail.indexOf(spelled, Math.max(0, tail.length() - bytes.length - spelled.length() + 1));
            if (at >= 0) {
                String rest = begin.counts() ? tail.toString().stripLeading() : tail.substring(at + spelled.length());
                TokenGrammar.Spot behind = grammar.after(grammar.start(), rest.getBytes(StandardCharsets.ISO_8859_1));
                if (!behind.position().isNowhere()) {
                    spot = behind;
                    bound = true;
                    return;
                }
            }
        }
    }

    @Override
    public void forget() {
        begin();
    }

    @Override
    public String toString() {
        return "grammar";
    }
}
