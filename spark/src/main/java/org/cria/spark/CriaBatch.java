package org.cria.spark;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.eval.AnswerLog;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskResult;

/**
 * Answers to the prompts of a data set. An answer depends on its row, the options and the model alone: neither on the rows beside it, nor on
 * how the data set is parted, nor on whether a task is run again.
 */
public final class CriaBatch {
    /** What the model said; null where the row has an error. */
    public static final String ANSWER = "answer";

    /** What the model thought before, where its template has marks for that; else null. */
    public static final String THOUGHT = "thought";

    /** Tokens of the prompt, as the model reads it. */
    public static final String PROMPT_TOKENS = "prompt_tokens";

    /** Tokens of the answer and the thought. */
    public static final String ANSWER_TOKENS = "answer_tokens";

    /** Why the answer ended: {@code eos}, {@code limit}, {@code stop} or {@code context}. */
    public static final String STOP_REASON = "stop_reason";

    /** Why the row has no answer; null where it has one. */
    public static final String ERROR = "error";

    private static final StructType ADDED = new StructType()
            .add(ANSWER, DataTypes.StringType)
            .add(THOUGHT, DataTypes.StringType)
            .add(PROMPT_TOKENS, DataTypes.IntegerType)
            .add(ANSWER_TOKENS, DataTypes.IntegerType)
            .add(STOP_REASON, DataTypes.StringType)
            .add(ERROR, DataTypes.StringType);

    private CriaBatch() {}

    /** The same without figures. */
    public static Dataset<Row> generate(Dataset<Row> data, BatchOptions options) {
        return generate(data, options, BatchMetrics.on(data.sparkSession().sparkContext()));
    }

    /**
     * The rows with the columns {@link #ANSWER} to {@link #ERROR} behind their own. As with all of Spark, nothing is computed before an action
     * asks for it, and another action computes it again: write the result, or keep it with {@code persist}.
     *
     * @param metrics to which tasks add
     * @throws CriaException if a column is missing, of another type, or there already
     */
    public static Dataset<Row> generate(Dataset<Row> data, BatchOptions options, BatchMetrics metrics) {
        StructType schema = data.schema();
        options.columns().check(schema);
        List<String> own = List.of(schema.fieldNames());
        for (String added : ADDED.fieldNames()) {
            if (own.contains(added)) {
                throw new CriaException("the data set has a column '" + added
                        + "' already, which the answers are to have. Rename it (withColumnRenamed).");
            }
        }
        StructType all = schema;
        for (var field : ADDED.fields()) {
            all = all.add(field);
        }
        MapPartitionsFunction<Row, Row> task =
                new BatchTask(options.placed(data.sparkSession()), LocalDateTime.now(ZoneId.systemDefault()), metrics);
        return data.mapPartitions(task, Encoders.row(all));
    }

    /**
     * What a model can do: the figures of {@code cria eval}, with its prompts and scores, its questions answered by executors. The driver has the
     * data sets, and opens the model for its words; it computes nothing with it.
     *
     * @param log of what was answered before, which gets every answer as its part of the questions is done
     * @return one for each part of each task
     * @throws CriaException if a task has no questions, or a data set is missing
     */
    public static List<TaskResult> evaluate(
            SparkSession session, ModelSetup setup, List<EvalTask> tasks, EvalSettings settings, AnswerLog log) {
        ModelSetup placed = setup.placed(session.sparkContext());
        List<TaskResult> results = new ArrayList<>();
        try (Model model = onDriver(placed);
                EvalRun run =
                        new EvalRun(model, settings, log, new ClusterRespondent(session.sparkContext(), placed))) {
            for (EvalTask task : checked(tasks)) {
                for (String part : settings.parts(task)) {
                    results.add(run.run(task, part, (_, _) -> true).orElseThrow());
                }
            }
        }
        return results;
    }

    /** Tasks that executors can answer. */
    static List<EvalTask> checked(List<EvalTask> tasks) {
        for (EvalTask task : tasks) {
            if (!task.hasQuestions()) {
                throw new CriaException(
                        task.name() + " measures the model as a whole, expected a task of questions, which"
                                + " executors can share. Run 'cria eval " + task.name() + "'.");
            }
        }
        return tasks;
    }

    /** The model for its words. */
    static Model onDriver(ModelSetup placed) {
        return Model.open(placed.file(), placed.options().withSessions(1));
    }
}
