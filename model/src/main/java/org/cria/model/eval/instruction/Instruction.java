package org.cria.model.eval.instruction;

/** What is asked of an answer. */
@FunctionalInterface
public interface Instruction {
    /** Whether an answer does what is asked. */
    boolean isFollowed(String answer);
}
