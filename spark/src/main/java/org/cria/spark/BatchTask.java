package org.cria.spark;

import java.time.LocalDateTime;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What a task does: answers the rows of a partition with the executor's model.
 *
 * @param now what chat templates see as the time, in all tasks
 */
record BatchTask(BatchOptions options, LocalDateTime now, BatchMetrics metrics)
        implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        long start = System.nanoTime();
        TaskContext task = TaskContext.get();
        ExecutorModels.Lease lease = ExecutorModels.use(options.setup());
        try {
            RowAnswers answers =
                    new RowAnswers(rows, new RowPrompts(options, now, lease.model()), lease.model(), metrics, task);
            task.addTaskCompletionListener((TaskCompletionListener) _ -> {
                answers.cancel();
                lease.close();
                metrics.seconds().add((System.nanoTime() - start) * 1e-9);
            });
            return answers;
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }
}
