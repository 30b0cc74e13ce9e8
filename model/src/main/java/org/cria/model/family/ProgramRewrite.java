package org.cria.model.family;

import java.util.List;
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

    /** What has a strength of its own in the program, in the order of {@link org.cria.kernels.backend.Batch#strengths}. */
    default List<Tweak> tweaks() {
        return List.of();
    }

    /**
     * Tells models apart that are rewritten in different ways.
     *
     * @param base that of the file
     * @param strengths of the {@link #tweaks}
     */
    default String fingerprint(String base, List<Float> strengths) {
        return base;
    }

    /** The same with the strengths that they have at first. */
    default String fingerprint(String base) {
        return fingerprint(base, tweaks().stream().map(Tweak::strength).toList());
    }
}
