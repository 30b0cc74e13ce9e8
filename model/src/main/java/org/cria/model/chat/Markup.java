package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Vocabulary;

/** A templated text as it grows: what the template writes is trusted, what anybody said is not. */
final class Markup {
    /** Stands in templates for the token that begins a text, however the vocabulary spells it; nothing if there is none. */
    static final String BOS = "{bos}";

    /** Likewise for the token that ends a text. */
    static final String EOS = "{eos}";

    private final String bos;
    private final String eos;
    /** What is taken off the beginning: it comes as a token of its own. */
    private String superfluous;

    private final List<Passage> passages = new ArrayList<>();
    /** All that the template writes. */
    private final String template;

    private final StringBuilder structure = new StringBuilder();

    /**
     * @param beginsText whether this is the begin of a text, where vocabularies may ask for a token anyway
     * @param template all that the template writes
     */
    Markup(Vocabulary vocabulary, boolean beginsText, String template) {
        this.template = template;
        this.bos = spelling(vocabulary, vocabulary.bos());
        this.eos = spelling(vocabulary, vocabulary.eos());
        this.superfluous = beginsText && vocabulary.addBos() ? bos : "";
    }

    private static String spelling(Vocabulary vocabulary, OptionalInt token) {
        return token.isPresent() ? vocabulary.piece(token.getAsInt()) : "";
    }

    /** Adds what the template writes. */
    Markup structure(String text) {
        structure.append(text.replace(BOS, bos).replace(EOS, eos));
        return this;
    }

    /** Adds what somebody said. */
    Markup said(String text) {
        if (!text.isEmpty()) {
            endStructure();
            passages.add(Passage.message(text, template));
        }
        return this;
    }

    List<Passage> passages() {
        endStructure();
        return List.copyOf(passages);
    }

    private void endStructure() {
        if (structure.indexOf(superfluous) == 0) {
            structure.delete(0, superfluous.length());
        }
        superfluous = "";
        if (!structure.isEmpty()) {
            passages.add(Passage.template(structure.toString()));
            structure.setLength(0);
        }
    }
}
