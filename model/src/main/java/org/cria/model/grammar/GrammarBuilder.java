package org.cria.model.grammar;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;

/** Puts a grammar together from rules, for what would be a long text otherwise. */
public final class GrammarBuilder {
    /** Symbols of all rules together. */
    private static final int MOST_SYMBOLS = 1_000_000;

    private final List<List<List<Symbol>>> rules = new ArrayList<>();
    /** [rules] what of somebody's text each is for, for messages */
    private final List<String> places = new ArrayList<>();

    private int symbols;

    /**
     * A new rule, without alternatives yet.
     *
     * @param place what it is for, for messages
     */
    public int rule(String place) {
        rules.add(new ArrayList<>());
        places.add(place);
        return rules.size() - 1;
    }

    /**
     * Gives a rule one more alternative.
     *
     * @throws CriaException if the grammar grows too large
     */
    public void add(int rule, List<Symbol> alternative) {
        symbols += alternative.size() + 1;
        if (symbols > MOST_SYMBOLS) {
            throw new CriaException(places.get(rule) + ": up to here the rules have more than " + MOST_SYMBOLS
                    + " symbols. Ask for smaller numbers of repetitions.");
        }
        rules.get(rule).add(List.copyOf(alternative));
    }

    /**
     * The grammar.
     *
     * @param root with which every text begins
     * @throws CriaException if a rule has no end or begins with itself
     */
    public Grammar grammar(int root) {
        List<List<List<Symbol>>> all = rules.stream().map(List::copyOf).toList();
        new RuleChecks(all, rule -> false).problem(root).ifPresent(problem -> {
            throw new CriaException(
                    places.get(problem.rule()) + ": this " + problem.what() + ", expected " + problem.expected() + ".");
        });
        return new Grammar(all, root);
    }
}
