package org.cria.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What a batch took, as Spark's accumulators. Tasks that fail count nothing; one that Spark runs again although it had succeeded, because
 * its result was lost with an executor, counts again.
 *
 * @param rows with and without an answer
 * @param failed rows without one
 * @param promptTokens read
 * @param answerTokens generated
 * @param seconds that tasks took, added up
 */
public record BatchMetrics(
        LongAccumulator rows,
        LongAccumulator failed,
        LongAccumulator promptTokens,
        LongAccumulator answerTokens,
        DoubleAccumulator seconds)
        implements Serializable {
    /** New ones, which Spark's page of a stage shows too. */
    public static BatchMetrics on(SparkContext context) {
        return new BatchMetrics(
                context.longAccumulator("cria rows"),
                context.longAccumulator("cria rows without an answer"),
                context.longAccumulator("cria prompt tokens"),
                context.longAccumulator("cria answer tokens"),
                context.doubleAccumulator("cria seconds"));
    }

    void add(RowAnswer answer) {
        rows.add(1);
        failed.add(answer.error() == null ? 0 : 1);
        promptTokens.add(answer.promptTokens());
        answerTokens.add(answer.answerTokens());
    }
}
