package org.cria.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.cria.model.eval.ModelRespondent;
import org.cria.model.eval.Requests;
import org.cria.model.eval.Response;
import scala.Function2;
import scala.collection.Iterator;

/** What a task of an evaluation does: answers its part of the requests with the executor's model. */
record AnswerTask(ModelSetup setup) implements Function2<TaskContext, Iterator<Requests>, Response[]>, Serializable {
    @Override
    public Response[] apply(TaskContext task, Iterator<Requests> parts) {
        try (ExecutorModels.Lease lease = ExecutorModels.use(setup);
                ModelRespondent respondent = lease.model().respondent()) {
            List<Response> found = new ArrayList<>();
            while (parts.hasNext()) {
                respondent.answer(parts.next(), (_, answers) -> {
                    ExecutorTasks.check(task);
                    return found.addAll(answers);
                });
            }
            return found.toArray(Response[]::new);
        }
    }
}
