package org.cria.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a row.
 *
 * @param answer null where there is an error
 * @param thought null where there is none
 * @param stopReason null where there is an error
 * @param error null where there is none
 */
record RowAnswer(
        @Nullable String answer,
        @Nullable String thought,
        int promptTokens,
        int answerTokens,
        @Nullable String stopReason,
        @Nullable String error) {
    static RowAnswer failed(String error) {
        return new RowAnswer(null, null, 0, 0, null, error);
    }

    /** The row with the answer behind its own columns. */
    Row after(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        values.add(answer);
        values.add(thought);
        values.add(promptTokens);
        values.add(answerTokens);
        values.add(stopReason);
        values.add(error);
        return RowFactory.create(values.toArray());
    }
}
