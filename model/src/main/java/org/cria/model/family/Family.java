package org.cria.model.family;

import org.cria.model.gguf.Gguf;

/** A model family: knows its config keys and tensor names, and writes its forward pass down as a program. */
public interface Family {
    /** The value of {@code general.architecture} that this family reads. */
    String architecture();

    /**
     * Reads a model of this family.
     *
     * @throws org.cria.model.gguf.GgufException when something is missing, misshapen or asks for what the family lacks
     */
    Definition define(Gguf gguf);
}
