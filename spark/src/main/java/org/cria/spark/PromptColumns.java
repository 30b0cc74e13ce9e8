package org.cria.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/**
 * Where a row has its prompt.
 *
 * @param prompt texts or conversations
 * @param isChat whether these are conversations
 * @param key what tells rows apart; null: the prompt does
 */
public record PromptColumns(
        String prompt, boolean isChat, @Nullable String key) implements Serializable {
    static final String ROLE = "role";
    static final String CONTENT = "content";

    static PromptColumns prompts(String column) {
        return new PromptColumns(column, false, null);
    }

    static PromptColumns chats(String column) {
        return new PromptColumns(column, true, null);
    }

    PromptColumns withKey(String column) {
        return new PromptColumns(prompt, isChat, column);
    }

    /** @throws CriaException if the columns are not there, or of another type */
    void check(StructType schema) {
        DataType found = column(schema, prompt);
        boolean fits = found.equals(DataTypes.StringType)
                || (isChat
                        && found instanceof ArrayType list
                        && list.elementType() instanceof StructType message
                        && List.of(message.fieldNames()).containsAll(List.of(ROLE, CONTENT)));
        if (!fits) {
            throw new CriaException("the column '" + prompt + "' is of type " + found.simpleString() + ", expected "
                    + (isChat ? "array<struct<role:string,content:string>>, or string with JSON of that" : "string")
                    + ".");
        }
        if (key != null) {
            var _ = column(schema, key);
        }
    }

    private static DataType column(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CriaException("the data set has no column '" + name + "', expected one of "
                        + String.join(", ", schema.fieldNames()) + "."))
                .dataType();
    }
}
