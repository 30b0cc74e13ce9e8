package org.cria.model.eval.instruction;

import java.util.Optional;
import org.cria.kernels.CriaException;

/** Tells in which language a text is. */
@FunctionalInterface
public interface LanguageDetector {
    /** Tells nothing: what asks for a language cannot be measured. */
    LanguageDetector NONE = _ -> {
        throw new CriaException(
                "an instruction asks for a language, and there is nothing here that tells languages"
                        + " apart, expected a LanguageDetector. Give the settings one, or use the command line, which has one.");
    };

    /** The language by ISO 639-1, such as {@code en} or {@code zh-cn}; empty where nothing in the text tells. */
    Optional<String> language(String text);
}
