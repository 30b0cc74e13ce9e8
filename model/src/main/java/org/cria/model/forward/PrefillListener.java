package org.cria.model.forward;

/** Watches the processing of a prompt, and may stop it. */
@FunctionalInterface
public interface PrefillListener {
    /** Watches nothing and never stops. */
    PrefillListener NONE = (done, total) -> true;

    /**
     * Called before each batch and after the last.
     *
     * @param done tokens processed
     * @param total tokens to process
     * @return whether to go on; what was processed stays in the session
     */
    boolean goOn(int done, int total);
}
