package org.cria.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** The rows of a partition with their answers, in order. So many are with the model at a time that its slots have always work. */
final class RowAnswers implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final RowPrompts prompts;
    private final ExecutorModel model;
    private final BatchMetrics metrics;
    private final TaskContext task;
    private final Deque<PendingAnswer> pending = new ArrayDeque<>();

    RowAnswers(Iterator<Row> rows, RowPrompts prompts, ExecutorModel model, BatchMetrics metrics, TaskContext task) {
        this.rows = rows;
        this.prompts = prompts;
        this.model = model;
        this.metrics = metrics;
        this.task = task;
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
        while (pending.size() < 2 * model.slots() && rows.hasNext()) {
            Row row = rows.next();
            pending.add(prompts.read(row).begin(row, model));
        }
        PendingAnswer first = pending.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        RowAnswer answer = first.await(() -> ExecutorTasks.check(task));
        metrics.add(answer);
        return answer.after(first.row());
    }

    /** Ends what nobody waits for any more. */
    void cancel() {
        pending.forEach(PendingAnswer::cancel);
        pending.clear();
    }
}
