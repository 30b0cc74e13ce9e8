package org.cria.model.lab;

import java.nio.file.Path;
import java.util.function.BiFunction;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.model.ModelOptions;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.gguf.Gguf;

/** The operators of a model's file, for as long as somebody looks at them. */
public final class ModelOperators {
    private ModelOperators() {}

    /**
     * Hands out a model's program and the settings that options give it; both are gone when this returns.
     *
     * @throws org.cria.kernels.CriaException when the file is not there or no model
     */
    public static <T> T of(Path file, ModelOptions options, BiFunction<Program, Settings, T> use) {
        try (Gguf gguf = Gguf.open(file)) {
            Definition definition = Families.define(gguf, options.rewrite(), options::contextFor);
            return use.apply(
                    definition.program(),
                    options.settings(options.contextFor(definition.config().contextLength())));
        }
    }
}
