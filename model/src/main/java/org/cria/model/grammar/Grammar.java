package org.cria.model.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules that a text follows from its first character to its last, as llama.cpp's GBNF states them. Every rule that can be reached
 * ends, and none begins with itself.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md">GBNF Guide</a>
 */
public final class Grammar {
    /** [rules][alternatives][symbols] */
    private final List<List<List<Symbol>>> rules;

    private final int root;

    Grammar(List<List<List<Symbol>>> rules, int root) {
        this.rules = rules;
        this.root = root;
    }

    /**
     * Reads a grammar.
     *
     * @param gbnf with a rule named {@code root}
     * @throws org.cria.kernels.CriaException with line and column, if it is none, or if a rule has no end or begins with itself
     */
    public static Grammar parse(String gbnf) {
        return new GrammarParser(gbnf).grammar();
    }

    /** The same behind some white space, or none. */
    Grammar afterSpace() {
        int most = 8;
        List<List<List<Symbol>>> all = new ArrayList<>(rules);
        Symbol blank = new Symbol.Characters(
                List.of(
                        new Symbol.Range(' ', ' '),
                        new Symbol.Range('\t', '\t'),
                        new Symbol.Range('\n', '\n'),
                        new Symbol.Range('\r', '\r')),
                false);
        int rest = root;
        for (int i = 0; i < most; i++) {
            all.add(List.of(List.of(new Symbol.Reference(rest)), List.of(blank, new Symbol.Reference(rest))));
            rest = all.size() - 1;
        }
        return new Grammar(List.copyOf(all), rest);
    }

    List<List<Symbol>> alternatives(int rule) {
        return rules.get(rule);
    }

    List<List<List<Symbol>>> rules() {
        return rules;
    }

    int root() {
        return root;
    }

    /** Where every text begins. */
    Position start() {
        return Position.start(this, root);
    }

    /** Whether a whole text follows the rules. */
    public boolean accepts(String text) {
        Position position = start();
        for (int character : text.codePoints().toArray()) {
            position = position.after(character);
        }
        return position.canEnd();
    }
}
