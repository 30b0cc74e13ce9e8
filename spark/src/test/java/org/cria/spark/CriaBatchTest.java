package org.cria.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches on Spark in this JVM. */
final class CriaBatchTest {
    private static final GenerationSettings WARM = GenerationSettings.defaults()
            .withPredict(12)
            .withSampling(
                    SamplerSettings.defaults().with(Temperature.VALUE, 1.2f).with(Sampler.SEED, 7L));

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = Session.start("local[2]");
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static BatchOptions prompts() {
        return BatchOptions.prompts(Session.MODEL, "question")
                .withKey("id")
                .withContextSize(128)
                .withSettings(WARM);
    }

    private static Map<Long, String> answers(Dataset<Row> rows) {
        Map<Long, String> answers = new TreeMap<>();
        for (Row row : rows.collectAsList()) {
            answers.put(row.getAs("id"), row.getAs(CriaBatch.ANSWER) + " " + row.getAs(CriaBatch.STOP_REASON));
        }
        return answers;
    }

    @Test
    void anAnswerDependsOnItsRowAlone() {
        Dataset<Row> rows = Session.questions(session, 30, 3);
        Map<Long, String> answers = answers(CriaBatch.generate(rows, prompts()));
        assertEquals(30, answers.size());
        assertEquals(
                answers,
                answers(CriaBatch.generate(
                        Session.questions(session, 30, 1),
                        prompts().withSlots(3).withThreads(1))));
        Map<Long, String> some = answers(CriaBatch.generate(rows.filter("id % 7 = 0"), prompts()));
        some.forEach((id, answer) -> assertEquals(answers.get(id), answer));
    }

    @Test
    void anAnswerIsWhatTheModelSaysToItsPromptAlone() {
        Map<Long, String> answers = answers(CriaBatch.generate(Session.questions(session, 8, 2), prompts()));
        WrittenSettings settings = prompts().settings();
        try (Model model = Model.open(
                Path.of(Session.MODEL),
                ModelOptions.defaults().withDevice("cpu").withThreads(1).withContextSize(128))) {
            for (int i = 0; i < 8; i++) {
                try (var alone = model.newSession()) {
                    Generation generation =
                            model.generate(alone, Session.question(i), settings.forKey(String.valueOf(i)));
                    StringBuilder text = new StringBuilder();
                    for (Piece piece; generation.hasNext(); text.append(piece.text())) {
                        piece = generation.next();
                    }
                    assertEquals(text + " " + generation.stopReason().orElseThrow(), answers.get((long) i), "row " + i);
                }
            }
        }
    }

    @Test
    void rowsOfOnePromptAreToldApartByTheirKeys() {
        StructType schema = Session.QUESTIONS;
        List<Row> rows = new ArrayList<>();
        for (long i = 0; i < 6; i++) {
            rows.add(RowFactory.create(i, "Tell me a story."));
        }
        Dataset<Row> data = session.createDataFrame(rows, schema);
        assertTrue(answers(CriaBatch.generate(data, prompts())).values().stream()
                        .distinct()
                        .count()
                > 1);
        BatchOptions noKey = new BatchOptions(
                prompts().setup(), PromptColumns.prompts("question"), prompts().settings());
        assertEquals(
                1,
                answers(CriaBatch.generate(data, noKey)).values().stream()
                        .distinct()
                        .count());
        BatchOptions otherSeed =
                prompts().withSettings(WARM.withSampling(WARM.sampling().with(Sampler.SEED, 8L)));
        assertNotEquals(answers(CriaBatch.generate(data, prompts())), answers(CriaBatch.generate(data, otherSeed)));
    }

    @Test
    void conversationsAreAnsweredByTheModelsTemplate() {
        StructType message = new StructType().add("role", DataTypes.StringType).add("content", DataTypes.StringType);
        StructType schema =
                new StructType().add("chat", new ArrayType(message, true)).add("json", DataTypes.StringType);
        Row chat = RowFactory.create(
                (Object) new Row[] {
                    RowFactory.create("system", "Call the user Captain."),
                    RowFactory.create("user", "My name is Ada and I live in Oakham."),
                    RowFactory.create("assistant", "Nice to meet you, Ada from Oakham, Captain."),
                    RowFactory.create("user", "Where do I live?")
                },
                "[{\"role\": \"user\", \"content\": \"Where does Varick live?\"}]");
        Dataset<Row> data = session.createDataFrame(List.of(chat), schema);
        GenerationSettings greedy = GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
        Row answer = CriaBatch.generate(
                        data,
                        BatchOptions.chats(Session.MODEL, "chat")
                                .withContextSize(256)
                                .withSettings(greedy))
                .collectAsList()
                .getFirst();
        assertEquals("You live in Oakham, Captain.", answer.getAs(CriaBatch.ANSWER));
        assertEquals("eos", answer.getAs(CriaBatch.STOP_REASON));
        Row other = CriaBatch.generate(
                        data,
                        BatchOptions.chats(Session.MODEL, "json")
                                .withContextSize(256)
                                .withSettings(greedy))
                .collectAsList()
                .getFirst();
        assertEquals("Varick lives in Umberly.", other.getAs(CriaBatch.ANSWER));
    }

    @Test
    void aRowThatCannotBeAskedHasAnErrorAndTheOthersAnAnswer() {
        String longer = "word ".repeat(300);
        Dataset<Row> data = session.createDataFrame(
                Arrays.asList(
                        RowFactory.create(0L, "Hello!"), RowFactory.create(1L, null), RowFactory.create(2L, longer)),
                Session.QUESTIONS);
        BatchMetrics metrics = BatchMetrics.on(session.sparkContext());
        Map<Long, String> errors = new TreeMap<>();
        for (Row row : CriaBatch.generate(data, prompts(), metrics).collectAsList()) {
            errors.put(row.getAs("id"), String.valueOf(row.<Object>getAs(CriaBatch.ERROR)));
        }
        assertEquals("null", errors.get(0L));
        assertTrue(String.valueOf(errors.get(1L)).contains("is null, expected a prompt"), errors.toString());
        assertTrue(String.valueOf(errors.get(2L)).contains("expected at most 128"), errors.toString());
        assertEquals(3, metrics.rows().value());
        assertEquals(2, metrics.failed().value());
    }

    @Test
    void metricsCountRowsAndTokens() {
        BatchMetrics metrics = BatchMetrics.on(session.sparkContext());
        List<Row> rows = CriaBatch.generate(Session.questions(session, 20, 4), prompts(), metrics)
                .collectAsList();
        assertEquals(20, metrics.rows().value());
        assertEquals(
                rows.stream()
                        .mapToInt(row -> row.<Integer>getAs(CriaBatch.ANSWER_TOKENS))
                        .sum(),
                metrics.answerTokens().value().intValue());
        assertEquals(
                rows.stream()
                        .mapToInt(row -> row.<Integer>getAs(CriaBatch.PROMPT_TOKENS))
                        .sum(),
                metrics.promptTokens().value().intValue());
        assertTrue(metrics.seconds().value() > 0);
    }

    @Test
    void whatIsMissingIsNamed() {
        Dataset<Row> data = Session.questions(session, 2, 1);
        assertTrue(refusal(data, BatchOptions.prompts(Session.MODEL, "prompt"))
                .contains("no column 'prompt', expected one of id, question"));
        assertTrue(
                refusal(data, BatchOptions.prompts(Session.MODEL, "id")).contains("of type bigint, expected string"));
        assertTrue(refusal(data.selectExpr("*", "1 as answer"), prompts()).contains("a column 'answer' already"));
        Exception missing = assertThrows(
                Exception.class,
                () -> CriaBatch.generate(data, BatchOptions.prompts("nowhere.gguf", "question"))
                        .collectAsList());
        assertTrue(
                String.valueOf(missing.getMessage()).contains("no such file on this machine of the cluster"),
                missing.toString());
    }

    private static String refusal(Dataset<Row> data, BatchOptions options) {
        return String.valueOf(assertThrows(CriaException.class, () -> CriaBatch.generate(data, options))
                .getMessage());
    }

    @Test
    void executorsComputeOnTheCoresTheyHave() {
        var conf = session.sparkContext().getConf();
        assertEquals(3, ExecutorCores.of("local[3]", conf));
        assertEquals(1, ExecutorCores.of("local-cluster[2,1,1024]", conf));
        assertEquals(1, ExecutorCores.of("yarn", conf));
        assertEquals(ModelSetup.BY_CORES, ExecutorCores.of("local[*]", conf));
        assertEquals(ModelSetup.BY_CORES, ExecutorCores.of("spark://host:7077", conf));
        assertEquals(5, ExecutorCores.of("spark://host:7077", conf.clone().set("spark.executor.cores", "5")));
    }
}
