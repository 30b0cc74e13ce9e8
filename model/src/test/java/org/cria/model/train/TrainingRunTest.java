package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.gguf.Gguf;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.lora.LowRankProgram;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of adapters, whole and interrupted. */
final class TrainingRunTest {
    private static final int[] PROMPT = {1, 5, 9, 40, 7};
    private static final String TEXT = "some words and others and more words of the same kind ".repeat(6);

    @TempDir
    Path folder;

    private Path file;
    private Gguf base;

    @BeforeEach
    void writeModel() throws IOException {
        file = TinyModel.seeded(3).layers(2).dim(32).ffn(48).heads(4).kvHeads(2).write(folder.resolve("tiny.gguf"));
        base = Gguf.open(file);
    }

    @AfterEach
    void closeModel() {
        base.close();
    }

    /** Ends a training after so many steps of this run, or never. */
    private static final class Ends implements TrainingListener {
        private final int after;
        private int made;

        private Ends(int after) {
            this.after = after;
        }

        static Ends after(int steps) {
            return new Ends(steps);
        }

        @Override
        public void stepDone(TrainingCurve curve, double rate, double norm, long tokens) {
            made++;
        }

        @Override
        public void measured(TrainingCurve curve) {}

        @Override
        public void saved(Path where, TrainingCurve curve) {}

        @Override
        public boolean goesOn() {
            return made < after;
        }
    }

    private TrainingData data() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
        return TrainingData.read(text, Tokenizers.from(base.metadata()), ChatTemplates::none, 12);
    }

    private static TrainingPlan plan(int steps) {
        LearningRate rate = new LearningRate(0.01, 2, LearningRate.Shape.COSINE);
        return new TrainingPlan(steps, 2, 2, rate, AdamW.usual(), 1, 5, true);
    }

    private AdapterStudent student(Gguf model) {
        Definition definition = Families.define(model, ProgramRewrite.NONE);
        return new AdapterStudent(model, definition, new AdapterSettings(3, 6, List.of(), Optional.empty(), 9));
    }

    private TrainingRun.Outcome train(Path into, int steps, TrainingListener listener, int threads) throws IOException {
        List<TrainingData> parts = data().split(0.2);
        int vocabulary = 384;
        Evaluation evaluation =
                new Evaluation(parts.getLast(), new CrossEntropy(parts.getLast().examples(), vocabulary), 3, 0);
        TrainingRun run = new TrainingRun(
                student(base),
                parts.getFirst(),
                new CrossEntropy(parts.getFirst().examples(), vocabulary),
                Optional.of(evaluation),
                plan(steps),
                4,
                threads);
        TrainingIdentity identity = new TrainingIdentity("tiny").with(plan(steps));
        return run.into(into, identity.settings(), listener);
    }

    @Test
    void theLossFallsOnWhatIsLearnedAndOnTheRest() throws IOException {
        TrainingRun.Outcome outcome = train(folder.resolve("a"), 20, Ends.after(100), 2);
        List<Double> losses = outcome.curve().losses();
        assertEquals(TrainingRun.End.DONE, outcome.end());
        assertTrue(losses.getLast() < losses.getFirst() / 2, losses.toString());
        assertTrue(outcome.curve().best().orElseThrow().loss()
                < outcome.curve().measured().getFirst().loss() / 2);
    }

    @Test
    void whatWasInterruptedEndsWithTheSameBitsAsWhatWasNot() throws IOException {
        train(folder.resolve("whole"), 9, Ends.after(100), 1);
        Path broken = folder.resolve("broken");
        assertEquals(TrainingRun.End.STOPPED, train(broken, 9, Ends.after(2), 2).end());
        assertEquals(2, train(broken, 9, Ends.after(4), 1).resumed());
        TrainingRun.Outcome end = train(broken, 9, Ends.after(100), 2);
        assertEquals(6, end.resumed());
        for (String name : List.of("adapter_model.safetensors", "adapter.gguf", "checkpoint.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(name)),
                    Files.readAllBytes(broken.resolve(name)),
                    name);
        }
    }

    @Test
    void whatIsStoppedBeforeItIsMeasuredIsTheLatestStepAndNotTheBeginning() throws IOException {
        assertEquals(
                TrainingRun.End.STOPPED,
                train(folder.resolve("a"), 9, Ends.after(2), 1).end());
        boolean learned = LowRankProgram.read(folder.resolve("a/adapter.gguf"), base).stream()
                .allMatch(part -> {
                    float[] second = LowRankProgram.values(part.b());
                    return IntStream.range(0, second.length).anyMatch(i -> second[i] != 0);
                });
        assertTrue(learned);
    }

    @Test
    void aRunThatWasKilledGoesOnFromItsLastCheckpoint() throws IOException {
        train(folder.resolve("whole"), 9, Ends.after(100), 1);
        Path killed = folder.resolve("killed");
        TrainingListener kill = new TrainingListener() {
            @Override
            public void stepDone(TrainingCurve curve, double rate, double norm, long tokens) {
                if (curve.steps() == 7) {
                    throw new IllegalStateException("killed");
                }
            }

            @Override
            public void measured(TrainingCurve curve) {}

            @Override
            public void saved(Path where, TrainingCurve curve) {}

            @Override
            public boolean goesOn() {
                return true;
            }
        };
        assertThrows(IllegalStateException.class, () -> train(killed, 9, kill, 1));
        assertEquals(4, train(killed, 9, Ends.after(100), 1).resumed());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/adapter.gguf")),
                Files.readAllBytes(killed.resolve("adapter.gguf")));
    }

    @Test
    void aFolderOfAnotherTrainingIsNotGoneOnWith() throws IOException {
        train(folder.resolve("a"), 2, Ends.after(100), 1);
        CriaException wrong =
                assertThrows(CriaException.class, () -> train(folder.resolve("a"), 3, Ends.after(100), 1));
        assertTrue(
                String.valueOf(wrong.getMessage()).contains("a training with steps 2, expected 3"), wrong.getMessage());
        TrainingRun.forget(folder.resolve("a"));
        assertEquals(0, train(folder.resolve("a"), 3, Ends.after(100), 1).resumed());
    }

    /** Phi 3 has the rows of queries, keys and values in one matrix, of which its family makes three. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi3", "qwen2", "q4"})
    void theAdapterSaysInAModelWhatItSaidInItsTraining(String kind) throws IOException {
        TinyModel tiny = TinyModel.seeded(3).layers(2).dim(64).ffn(96).heads(4).kvHeads(2);
        Path model = switch (kind) {
            case "phi3" -> tiny.architecture("phi3").fused().write(folder.resolve("p.gguf"));
            case "qwen2" -> tiny.architecture("qwen2").biasedQkv().write(folder.resolve("q.gguf"));
            case "q4" -> tiny.format(Formats.Q4_0).write(folder.resolve("q4.gguf"));
            default -> tiny.write(folder.resolve("l.gguf"));
        };
        try (Gguf gguf = Gguf.open(model)) {
            AdapterStudent student = student(gguf);
            TrainingRun run = new TrainingRun(
                    student, data(), new CrossEntropy(data().examples(), 384), Optional.empty(), plan(4), 0, 2);
            Path out = folder.resolve("out");
            run.into(out, new TrainingIdentity(kind).settings(), Ends.after(100));
            float[] expected = logits(model, (_, _) -> student.program());
            for (Path adapter : List.of(out, AdapterStudent.adapter(out))) {
                float[] found = logits(model, new LoraRewrite(List.of(new LoraFile(adapter, 1))));
                float most = 0;
                for (float value : expected) {
                    most = Math.max(most, Math.abs(value));
                }
                assertArrayEquals(expected, found, 1e-5f * most);
            }
            assertTrue(different(expected, logits(model, ProgramRewrite.NONE)));
        }
    }

    private static boolean different(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most > 0.01;
    }

    private static float[] logits(Path model, ProgramRewrite rewrite) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withCache(Formats.F32, Formats.F32)
                .withRewrite(rewrite);
        try (Model opened = Model.open(model, options);
                Session session = opened.newSession()) {
            return session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        }
    }
}
