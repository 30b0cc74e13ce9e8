package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.cria.model.template.Text;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;

/**
 * What a template wrote, on its way to tokens: what the template spells becomes control tokens, what anybody said never does.
 *
 * @param marks all that the template may write: what it marks turns with stays text in messages, of whatever type the pieces are
 */
public record TemplatedText(Text text, String marks) {
    /**
     * What a run of a template gave.
     *
     * @param source of the template that wrote it
     */
    public static TemplatedText of(Text text, String source) {
        String written = text.runs().stream()
                .filter(run -> run.origin() == Text.TEMPLATE)
                .map(run -> text.toString().substring(run.start(), run.end()))
                .collect(Collectors.joining("\n"));
        return new TemplatedText(text, source + "\n" + written);
    }

    /** The same text in parts by who wrote them. */
    public List<Passage> passages() {
        List<Passage> passages = new ArrayList<>();
        for (Text.Run run : text.runs()) {
            String part = text.toString().substring(run.start(), run.end());
            passages.add(run.origin() == Text.TEMPLATE ? Passage.template(part) : Passage.message(part, marks));
        }
        return passages;
    }

    /** [tokens] of the text, which begins with the token for that, if the vocabulary asks for it or the template writes it: once. */
    public int[] tokens(Tokenizer tokenizer) {
        int[] tokens = tokenizer.encode(passages(), false);
        OptionalInt bos =
                tokenizer.vocabulary().addBos() ? tokenizer.vocabulary().bos() : OptionalInt.empty();
        if (bos.isEmpty() || (tokens.length > 0 && tokens[0] == bos.getAsInt())) {
            return tokens;
        }
        int[] begun = new int[tokens.length + 1];
        begun[0] = bos.getAsInt();
        System.arraycopy(tokens, 0, begun, 1, tokens.length);
        return begun;
    }
}
