package org.cria.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** Tasks that Spark ends: these have to look themselves whether they are to go on. */
final class ExecutorTasks {
    private ExecutorTasks() {}

    /** @throws TaskKilledException if the task is to end */
    static void check(TaskContext task) {
        if (task.isInterrupted()) {
            throw new TaskKilledException(task.getKillReason().getOrElse(() -> "interrupted"));
        }
    }
}
