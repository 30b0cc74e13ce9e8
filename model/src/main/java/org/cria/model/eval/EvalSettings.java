package org.cria.model.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * How to evaluate.
 *
 * @param folders in which data sets are looked for
 * @param limit the most documents of each part of a task; empty for all
 * @param shots examples before each question; empty for as many as the task has
 * @param seed of the draws of examples
 * @param slots texts that are generated at a time
 */
public record EvalSettings(List<Path> folders, OptionalInt limit, OptionalInt shots, long seed, Bos bos, int slots) {
    /** As the harness draws. */
    public static final long SEED = 1234;

    public EvalSettings {
        folders = List.copyOf(folders);
    }

    /** Everything, in one folder. */
    public static EvalSettings of(Path folder) {
        return new EvalSettings(List.of(folder), OptionalInt.empty(), OptionalInt.empty(), SEED, Bos.AUTO, 4);
    }
}
