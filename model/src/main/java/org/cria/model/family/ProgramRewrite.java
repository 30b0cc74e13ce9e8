package org.cria.model.family;

import org.cria.kernels.program.Program;

/** What becomes of a model's program after its family has written it down: other weights, or more steps. */
@FunctionalInterface
public interface ProgramRewrite {
    /** The program as it is. */
    ProgramRewrite NONE = program -> program;

    /** @param program as the family wrote it down; its weights have the names of the file's tensors */
    Program apply(Program program);
}
