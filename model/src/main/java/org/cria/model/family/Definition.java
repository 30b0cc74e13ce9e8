package org.cria.model.family;

import java.util.List;
import org.cria.kernels.program.Program;

/**
 * A model as its family understands it: its numbers and its forward pass over the file's weights.
 *
 * @param notes what a user would not expect of it, a sentence each
 */
public record Definition(Config config, Program program, List<String> notes) {
    public Definition {
        notes = List.copyOf(notes);
    }
}
