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

    /** The same between two texts. */
    public Grammar between(String before, String after) {
        List<List<List<Symbol>>> all = new ArrayList<>(rules);
        List<Symbol> whole = new ArrayList<>(Symbol.text(before));
        whole.add(new Symbol.Reference(root));
        whole.addAll(Symbol.text(after));
        all.add(List.of(List.copyOf(whole)));
        return new Grammar(List.copyOf(all), rules.size());
    }

    /** A text of this grammar, then any number of texts of another, each behind a separator. */
    public Grammar then(Grammar others, String separator) {
        List<List<List<Symbol>>> all = new ArrayList<>(rules);
        int moved = rules.size();
        for (List<List<Symbol>> alternatives : others.rules) {
            all.add(alternatives.stream()
                    .map(alternative -> moved(alternative, moved))
                    .toList());
        }
        int rest = all.size();
        List<Symbol> more = new ArrayList<>(Symbol.text(separator));
        more.add(new Symbol.Reference(moved + others.root));
        more.add(new Symbol.Reference(rest));
        all.add(List.of(List.copyOf(more), List.of()));
        all.add(List.of(List.of(new Symbol.Reference(root), new Symbol.Reference(rest))));
        return new Grammar(List.copyOf(all), rest + 1);
    }

    private static List<Symbol> moved(List<Symbol> alternative, int by) {
        return alternative.stream()
                .<Symbol>map(symbol -> switch (symbol) {
                    case Symbol.Characters characters -> characters;
                    case Symbol.Reference reference -> new Symbol.Reference(reference.rule() + by);
                })
                .toList();
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
