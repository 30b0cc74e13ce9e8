package org.cria.spark;

import java.io.Serializable;
import org.apache.spark.sql.SparkSession;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.generation.GenerationSettings;

/**
 * What is asked of which model, and how.
 *
 * @param setup how executors open the model
 * @param columns that hold the prompts
 * @param settings how answers are made
 */
public record BatchOptions(ModelSetup setup, PromptColumns columns, WrittenSettings settings) implements Serializable {
    /**
     * Prompts that the model continues, with the default settings.
     *
     * @param model a path that is there on each executor, the name of a file that was given to Spark for all executors, or an address that
     *     Spark can read ({@code hdfs://…}, {@code s3a://…})
     * @param column texts
     */
    public static BatchOptions prompts(String model, String column) {
        return of(model, PromptColumns.prompts(column));
    }

    /**
     * Conversations that the model answers, with the default settings.
     *
     * @param column lists of messages with {@code role} and {@code content}, or JSON of such lists
     */
    public static BatchOptions chats(String model, String column) {
        return of(model, PromptColumns.chats(column));
    }

    private static BatchOptions of(String model, PromptColumns columns) {
        return new BatchOptions(ModelSetup.of(model), columns, WrittenSettings.of(GenerationSettings.defaults()));
    }

    /** Rows are told apart by this column: their seeds come from it. Without it they come from the prompt itself. */
    public BatchOptions withKey(String column) {
        return new BatchOptions(setup, columns.withKey(column), settings);
    }

    /**
     * The same with other settings; of these count samplers with their seed, the number of tokens, and stop strings.
     *
     * @throws org.cria.kernels.CriaException if there is a grammar among them
     */
    public BatchOptions withSettings(GenerationSettings chosen) {
        return new BatchOptions(setup, columns, WrittenSettings.of(chosen));
    }

    /** The most tokens of prompt and answer; 0 is the model's own, {@link ModelOptions#DEFAULT_CONTEXT} the smaller of that and 4096. */
    public BatchOptions withContextSize(int tokens) {
        return with(setup.withContextSize(tokens));
    }

    /** How many rows an executor computes at a time. */
    public BatchOptions withSlots(int rows) {
        return with(setup.withSlots(rows));
    }

    /** Threads that compute on an executor; {@link ModelSetup#BY_CORES}: as many as it has cores. */
    public BatchOptions withThreads(int count) {
        return with(setup.withThreads(count));
    }

    /** How the processor computes. */
    public BatchOptions withArithmetic(CpuArithmetic arithmetic) {
        return with(setup.withArithmetic(arithmetic));
    }

    /** A chat template by a name of {@link ChatTemplates#names}, instead of the model's own. */
    public BatchOptions withTemplate(String name) {
        return with(setup.withTemplate(name));
    }

    private BatchOptions with(ModelSetup other) {
        return new BatchOptions(other, columns, settings);
    }

    /** The same where all that the driver knows of executors is settled. */
    BatchOptions placed(SparkSession session) {
        return with(setup.placed(session.sparkContext()));
    }
}
