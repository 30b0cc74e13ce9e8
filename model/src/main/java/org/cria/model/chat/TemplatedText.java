package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cria.model.template.Text;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;

/**
 * What a template wrote, on its way to tokens: what the template spells becomes control tokens, what anybody said never does.
 *
 * @param marks all that the template may write: what it marks turns with stays text in messages, of whatever type the pieces are
 */
public record TemplatedText(Text text, String marks) {
    /** What the template wrote of a text, and what it may write anyway. */
    static String marks(Text text, String others) {
        return others + "\n"
                + text.runs().stream()
                        .filter(run -> run.origin() == Text.TEMPLATE)
                        .map(run -> text.toString().substring(run.start(), run.end()))
                        .collect(Collectors.joining("\n"));
    }

    /** A part of it. */
    TemplatedText sub(int start, int end) {
        return new TemplatedText(text.sub(start, end), marks);
    }

    /** The same without the spelling of the token that begins it, where the vocabulary asks for that token anyway. */
    TemplatedText withoutBos(Vocabulary vocabulary) {
        if (!vocabulary.addBos()) {
            return this;
        }
        String bos = vocabulary.piece(vocabulary.bos().orElseThrow());
        boolean begins = text.toString().startsWith(bos)
                && text.runs().getFirst().origin() == Text.TEMPLATE
                && text.runs().getFirst().end() >= bos.length();
        return begins ? sub(bos.length(), text.length()) : this;
    }

    /** The text in parts by who wrote them. */
    List<Passage> passages() {
        List<Passage> passages = new ArrayList<>();
        for (Text.Run run : text.runs()) {
            String part = text.toString().substring(run.start(), run.end());
            passages.add(run.origin() == Text.TEMPLATE ? Passage.template(part) : Passage.message(part, marks));
        }
        return passages;
    }

    /** [tokens] of the text, which begins with the token for that, if the vocabulary asks for it or the template writes it: once. */
    public int[] tokens(Tokenizer tokenizer) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        int[] tokens = tokenizer.encode(withoutBos(vocabulary).passages(), false);
        if (!vocabulary.addBos()) {
            return tokens;
        }
        int[] begun = new int[tokens.length + 1];
        begun[0] = vocabulary.bos().orElseThrow();
        System.arraycopy(tokens, 0, begun, 1, tokens.length);
        return begun;
    }
}
