package org.cria.model.family;

import org.cria.kernels.program.Program;
import org.cria.model.gguf.Gguf;

/** What becomes of a model's program after its family has written it down: other weights, or more steps. */
@FunctionalInterface
public interface ProgramRewrite {
    /** The program as it is. */
    ProgramRewrite NONE = (program, _) -> program;

    /**
     * What becomes of a program.
     *
     * @param program as the family wrote it down; its weights have the names of the file's tensors
     * @param file the model's
     */
    Program apply(Program program, Gguf file);

    /**
     * Tells models apart that are rewritten in different ways.
     *
     * @param base that of the file
     */
    default String fingerprint(String base) {
        return base;
    }
}
