package org.cria.model.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.program.Program;

/** A model that learns: what it computes, what of it is trained, and how that is kept. */
public interface Student {
    /** What it computes, with the weights of its {@link #parameters}. */
    Program program();

    /** What is trained. */
    List<Parameter> parameters();

    /**
     * Writes what was learned, for users; each file is whole at any moment.
     *
     * @param values of each parameter, in their order
     * @param folder that is there
     */
    void write(List<float[]> values, Path folder) throws IOException;
}
