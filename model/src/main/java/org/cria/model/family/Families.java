package org.cria.model.family;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;

/** The families that this build knows, one line each. */
public final class Families {
    private static final List<Family> ALL = List.of(new Llama());

    private Families() {}

    /**
     * Reads a model with the family that its file names.
     *
     * @throws GgufException when no family has that name, or the family refuses the file
     */
    public static Definition define(Gguf gguf) {
        String architecture = gguf.metadata().string("general.architecture");
        for (Family family : ALL) {
            if (family.architecture().equals(architecture)) {
                return family.define(gguf);
            }
        }
        throw new GgufException(
                gguf.file().getFileName().toString(),
                "architecture '" + architecture + "'",
                ALL.stream().map(Family::architecture).collect(Collectors.joining(" or ", "architecture ", "")),
                "Choose a model of a supported architecture.");
    }
}
