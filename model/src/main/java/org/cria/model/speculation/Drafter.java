package org.cria.model.speculation;

/** Begins drafts for texts. */
@FunctionalInterface
public interface Drafter {
    /**
     * Begins one.
     *
     * @param prompt [tokens] what the text continues; not to be changed
     */
    Draft begin(int[] prompt);
}
