package org.cria.model.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.eval.instruction.LanguageDetector;

/**
 * How to evaluate.
 *
 * @param folders in which data sets are looked for
 * @param limit the most documents of each part of a task; empty for all
 * @param shots examples before each question; empty for as many as the task has
 * @param seed of the draws of examples
 * @param slots texts that are generated at a time
 * @param chat how instructions are put to the model; {@link ChatTemplates#none} for one that knows no turns
 * @param languages for instructions that ask for one
 */
public record EvalSettings(
        List<Path> folders,
        OptionalInt limit,
        OptionalInt shots,
        long seed,
        Bos bos,
        int slots,
        ChatTemplate chat,
        LanguageDetector languages) {
    /** As the harness draws. */
    public static final long SEED = 1234;

    public EvalSettings {
        folders = List.copyOf(folders);
    }

    /** Without turns and languages. */
    public EvalSettings(List<Path> folders, OptionalInt limit, OptionalInt shots, long seed, Bos bos, int slots) {
        this(folders, limit, shots, seed, bos, slots, ChatTemplates.none(), LanguageDetector.NONE);
    }

    /** Everything, in one folder. */
    public static EvalSettings of(Path folder) {
        return new EvalSettings(List.of(folder), OptionalInt.empty(), OptionalInt.empty(), SEED, Bos.AUTO, 4);
    }

    /** The same with a template for turns. */
    public EvalSettings withChat(ChatTemplate other) {
        return new EvalSettings(folders, limit, shots, seed, bos, slots, other, languages);
    }

    /** The same with what tells languages apart. */
    public EvalSettings withLanguages(LanguageDetector other) {
        return new EvalSettings(folders, limit, shots, seed, bos, slots, chat, other);
    }

    /** The examples before each question of a task. */
    public int shotsOf(EvalTask task) {
        return task.form() instanceof TaskForm.Shown ? shots.orElse(task.shots()) : 0;
    }

    /**
     * The parts of a task whose data sets are there. No model is needed to know it.
     *
     * @throws CriaException if none is, with where they are had
     */
    public List<String> parts(EvalTask task) {
        List<PartData> all = task.parts().stream()
                .map(part -> PartData.of(task, part, folders))
                .toList();
        List<String> found = all.stream()
                .filter(part -> part.isComplete(shotsOf(task)))
                .map(PartData::part)
                .toList();
        if (found.isEmpty()) {
            PartData nearest = all.stream()
                    .filter(part -> part.test().isPresent())
                    .findFirst()
                    .orElse(all.getFirst());
            throw nearest.missing(folders);
        }
        return found;
    }
}
