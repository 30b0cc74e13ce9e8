package org.cria.model.family;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;

/** The families that this build knows, one line each. */
public final class Families {
    private static final List<Family> ALL = List.of(
            new Llama(),
            new Qwen2(),
            new Qwen3(),
            new Qwen3Moe(),
            new SmolLm3(),
            new Granite(),
            new Phi3(),
            new Gemma2(),
            new Gemma3());

    private Families() {}

    /** Every family. */
    static List<Family> all() {
        return ALL;
    }

    /**
     * Reads a model with the family that its file names.
     *
     * @param rewrite what becomes of its program then
     * @throws GgufException when no family has that name, or the family refuses the file
     */
    public static Definition define(Gguf gguf, ProgramRewrite rewrite) {
        return define(gguf, rewrite, trained -> trained);
    }

    /**
     * Reads a model for sessions of a certain length, which decides how some models turn positions.
     *
     * @param rewrite what becomes of its program then
     * @param session the most tokens of a session, by the context that the model was trained with
     * @throws GgufException when no family has that name, or the family refuses the file
     */
    public static Definition define(Gguf gguf, ProgramRewrite rewrite, IntUnaryOperator session) {
        NotAModel.check(gguf);
        String architecture = gguf.metadata().string("general.architecture");
        Family family = named(architecture)
                .orElseThrow(() -> new GgufException(
                        gguf.place(),
                        "architecture '" + architecture + "'",
                        ALL.stream().map(Family::architecture).collect(Collectors.joining(" or ", "architecture ", "")),
                        "This version of Cria lacks that one; choose a model of a supported architecture."));
        Definition definition = Decoder.define(family, gguf, session);
        return new Definition(definition.config(), rewrite.apply(definition.program(), gguf), definition.notes());
    }

    /** The size that a file's numbers tell, such as {@code 7B}; empty where they tell none, or no family has its name. */
    public static Optional<String> sizeClass(Gguf gguf) {
        String architecture = gguf.metadata().string("general.architecture", "?");
        return named(architecture).flatMap(family -> family.sizeClass(new Keys(gguf, architecture)));
    }

    private static Optional<Family> named(String architecture) {
        return ALL.stream()
                .filter(family -> family.architecture().equals(architecture))
                .findFirst();
    }
}
