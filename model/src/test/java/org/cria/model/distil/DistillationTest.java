package org.cria.model.distil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.train.AdamW;
import org.cria.model.train.Evaluation;
import org.cria.model.train.Example;
import org.cria.model.train.LearningRate;
import org.cria.model.train.TrainingCurve;
import org.cria.model.train.TrainingData;
import org.cria.model.train.TrainingListener;
import org.cria.model.train.TrainingPlan;
import org.cria.model.train.TrainingRun;
import org.cria.model.train.WholeStudent;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A teacher's distributions, and students that learn them. */
final class DistillationTest {
    private static final int VOCABULARY = 384;
    private static final TrainingListener QUIET = new TrainingListener() {
        @Override
        public void stepDone(TrainingCurve curve, double rate, double norm, long tokens) {}

        @Override
        public void measured(TrainingCurve curve) {}

        @Override
        public void saved(Path folder, TrainingCurve curve) {}

        @Override
        public boolean goesOn() {
            return true;
        }
    };

    @TempDir
    Path folder;

    private Path teacher() throws IOException {
        return TinyModel.seeded(3).layers(4).dim(32).ffn(48).heads(4).kvHeads(2).write(folder.resolve("teacher.gguf"));
    }

    private static List<Example> examples(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] tokens = new int[13];
            tokens[0] = 1;
            for (int t = 1; t < tokens.length; t++) {
                tokens[t] = 3 + random.nextInt(20);
            }
            examples.add(new Example(Arrays.copyOf(tokens, 12), Arrays.copyOfRange(tokens, 1, 13)));
        }
        return examples;
    }

    private static ModelOptions cpu() {
        return ModelOptions.defaults().withDevice("cpu").withThreads(1);
    }

    /** The slope of a loss of random scores against differences, for every score. */
    @Test
    void derivativesAreThoseOfDifferences() {
        Random random = new Random(5);
        int vocabulary = 9;
        Example example = new Example(new int[] {1, 2, 3}, new int[] {2, Example.NONE, 4});
        int[] best = {3, 5, 1, 0, 8, 2};
        float[] logs = new float[6];
        for (int i = 0; i < 6; i++) {
            logs[i] = (float) Math.log(0.35 / (1 + i % 3));
        }
        float[] scores = new float[2 * vocabulary];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian();
        }
        Distillation distillation =
                new Distillation(List.of(example), new TeacherScores(3, best, logs), vocabulary, 1.5, 0.25);
        float[] found = scores.clone();
        distillation.differentiate(found, new int[] {0}, 1);
        for (int i = 0; i < scores.length; i++) {
            float[] more = scores.clone();
            more[i] += 0.01f;
            float[] less = scores.clone();
            less[i] -= 0.01f;
            double slope = (distillation.differentiate(more, new int[] {0}, 1)
                            - distillation.differentiate(less, new int[] {0}, 1))
                    / (more[i] == less[i] ? 1 : 0.02);
            assertEquals(slope, found[i], 1e-3, "score " + i);
        }
    }

    @Test
    void aStudentThatIsTheTeacherHasNothingToLearn() throws IOException {
        List<Example> examples = examples(3, 1);
        try (Model model = Model.open(teacher(), cpu())) {
            TeacherScores said = TeacherScores.of(model, examples, 16, 1, Progress.NONE);
            assertEquals(36 * 16, said.tokens().length);
            float[] scores = new float[36 * VOCABULARY];
            int[] row = new int[1];
            try (var session = model.newSession()) {
                for (Example example : examples) {
                    session.rewind(0);
                    session.score(
                            example.tokens(),
                            0,
                            (_, logits) ->
                                    System.arraycopy(logits.toArray(), 0, scores, VOCABULARY * row[0]++, VOCABULARY));
                }
            }
            double loss =
                    new Distillation(examples, said, VOCABULARY, 1, 0).differentiate(scores, new int[] {0, 1, 2}, 1);
            assertEquals(0, loss, 1e-4);
            for (float derivative : scores) {
                assertEquals(0, derivative, 1e-4);
            }
            Path file = folder.resolve("said");
            said.write(file, "key");
            assertEquals(
                    said.logs()[77],
                    TeacherScores.read(file, 16, "key").orElseThrow().logs()[77]);
            assertThrows(CriaException.class, () -> TeacherScores.read(file, 16, "other"));
            assertEquals(Optional.empty(), TeacherScores.read(folder.resolve("none"), 16, "key"));
        }
    }

    /** Half of the layers, the same steps: the teacher's own distributions teach more of it than its texts do. */
    @Test
    void aStudentComesCloserToItsTeacherThanOneThatReadsTheTextAlone() throws IOException {
        double taught = divergence(0, "taught");
        double read = divergence(1, "read");
        assertTrue(taught < read, taught + " of the teacher, " + read + " of the text");
    }

    private double divergence(double textShare, String name) throws IOException {
        Path model = teacher();
        List<Example> examples = examples(40, 7);
        Path begun = folder.resolve(name + ".gguf");
        try (Gguf gguf = Gguf.open(model)) {
            FewerLayers.write(gguf, 2, begun);
        }
        try (Model opened = Model.open(model, cpu());
                Gguf base = Gguf.open(begun)) {
            List<Example> learned = examples.subList(0, 32);
            List<Example> measured = examples.subList(32, 40);
            Distillation objective = new Distillation(
                    learned, TeacherScores.of(opened, learned, 32, 1, Progress.NONE), VOCABULARY, 1, textShare);
            Distillation far = new Distillation(
                    measured, TeacherScores.of(opened, measured, 32, 1, Progress.NONE), VOCABULARY, 1, 0);
            TrainingRun run = new TrainingRun(
                    new WholeStudent(
                            base, Families.define(base, ProgramRewrite.NONE).program()),
                    new TrainingData("learned", learned, 0),
                    objective,
                    Optional.of(new Evaluation(new TrainingData("measured", measured, 0), far, 10, 0)),
                    new TrainingPlan(
                            30, 8, 1, new LearningRate(2e-3, 3, LearningRate.Shape.COSINE), AdamW.usual(), 1, 1, true),
                    0,
                    2);
            TrainingCurve curve =
                    run.into(folder.resolve(name), Map.of(), QUIET).curve();
            try (Model student = Model.open(WholeStudent.model(folder.resolve(name)), cpu())) {
                assertEquals(2, student.config().layers());
            }
            return curve.best().orElseThrow().loss();
        }
    }

    @Test
    void otherTokensAreNamed() throws IOException {
        Path few = TinyModel.seeded(1).layers(1).dim(32).ffn(32).vocabulary(320).write(folder.resolve("few.gguf"));
        try (Gguf one = Gguf.open(teacher());
                Gguf other = Gguf.open(few)) {
            var tokens = Tokenizers.from(one.metadata()).vocabulary();
            SameTokens.check(tokens, tokens);
            CriaException wrong = assertThrows(
                    CriaException.class,
                    () -> SameTokens.check(
                            tokens, Tokenizers.from(other.metadata()).vocabulary()));
            assertTrue(String.valueOf(wrong.getMessage()).contains("320"), wrong.getMessage());
        }
    }

    @Test
    void theFirstAndTheLastLayerAreTaken() {
        assertEquals(List.of(0, 3, 5), FewerLayers.taken(3, 6));
        assertEquals(List.of(0, 11), FewerLayers.taken(2, 12));
        assertEquals(List.of(0), FewerLayers.taken(1, 6));
    }
}
