package org.cria.model.sample;

/**
 * One sampler of the chain, for one text. It removes candidates, which rules their tokens out, or changes their logits; and always
 * leaves at least one. One that depends on what was said is told so by {@link #accept}.
 */
public interface Stage {
    /** What {@link #needed} says where every candidate is needed. */
    int ALL = 0;

    /** Removes candidates or changes their logits. */
    void apply(Candidates candidates);

    /** Takes note of one more token of the text: of the prompt, or the one that was chosen. */
    default void accept(int token) {}

    /** Takes note of which of the candidates was drawn, before it is accepted, if it is. */
    default void drawn(Candidates candidates, int place) {}

    /** Forgets the tokens accepted so far. */
    default void forget() {}

    /** How many of the best candidates are enough: what it does is the same with all, and it keeps none of the others. */
    default int needed() {
        return ALL;
    }

    /**
     * Whether it always keeps the most likely candidate, of equal ones the first, and changes no logit: before a stage that keeps that
     * one alone it makes no difference.
     */
    default boolean keepsBest() {
        return false;
    }
}
