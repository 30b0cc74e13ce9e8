package org.cria.model.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.model.json.JsonValue;

/** The files of one part of a task. */
record PartData(EvalTask task, String part, Optional<Path> test, Optional<Path> examples) {
    private static final Control DATA = new Control("data");

    static PartData of(EvalTask task, String part, List<Path> folders) {
        return new PartData(
                task,
                part,
                Documents.find(folders, task.data().test(), part),
                Documents.find(folders, task.data().shots(), part));
    }

    /** Whether all that is needed is there. */
    boolean isComplete(int shots) {
        return (test.isPresent() || task.data().test().isEmpty())
                && (shots == 0 || task.data().shots().isEmpty() || examples.isPresent());
    }

    /** What is missing, and where it is had. */
    CriaException missing(List<Path> folders) {
        List<String> names =
                test.isPresent() ? task.data().shots() : task.data().test();
        return new CriaException(Explanation.of(
                task.nameOf(part) + ": there is no "
                        + String.join(" or ", names).replace("{part}", part) + " in "
                        + String.join(", ", folders.stream().map(Path::toString).toList())
                        + ", expected the data set of the task. It is had from "
                        + task.data().source()
                        + "; say where it lies",
                DATA.how(),
                "."));
    }

    /** The documents that are asked about, as long as {@code progress} says that they are wanted. */
    List<Map<String, JsonValue>> documents(Progress progress) {
        return Documents.read(test.orElseThrow(), task.data().columns(), progress);
    }

    /**
     * The part's questions, in order.
     *
     * @param progress asked whether they are still wanted
     * @throws java.util.concurrent.CancellationException if not
     */
    List<TaskQuestion> questions(
            TaskForm.Shown form,
            List<Map<String, JsonValue>> documents,
            int shots,
            long seed,
            int count,
            Progress progress) {
        Path asked = test.orElseThrow();
        Questions.Examples pool = examples.isEmpty()
                ? new Questions.Examples(asked, documents, true)
                : new Questions.Examples(
                        examples.get(),
                        shots == 0
                                ? List.of()
                                : Documents.read(examples.get(), task.data().columns(), progress),
                        false);
        Questions questions = new Questions(task, form, part, pool, shots, seed);
        List<TaskQuestion> all = new ArrayList<>();
        for (int i = 0; i < Math.min(count, documents.size()); i++) {
            progress.requireWanted();
            all.add(questions.of(i, documents.get(i), asked));
        }
        return all;
    }
}
