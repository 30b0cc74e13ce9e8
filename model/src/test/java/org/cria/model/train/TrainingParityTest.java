package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.model.SharedFolder;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.lora.NewGgufAdapter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred steps beside torch with peft, in F32, from the same factors and texts; {@code scripts/golden-training.py} wrote the losses.
 */
final class TrainingParityTest {
    private static final int TEXTS = 12;
    private static final int LENGTH = 48;
    private static final int RANK = 4;
    private static final double ALPHA = 8;
    private static final List<String> ORDER =
            List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down");

    /** What differs in the last bit grows from step to step; what is wrong differs by a tenth and more. */
    private static final double TOLERANCE = 1e-3;

    @TempDir
    Path folder;

    @Test
    void theLossOfEveryStepIsThatOfTorchWithPeft() throws IOException {
        assertLosses(SharedFolder.file("models/stories260K.gguf"), "stories");
    }

    /** The shape of a Llama with 110 million weights. */
    @Test
    @Tag("full")
    void theLossOfEveryStepOfALargerModelIsThatOfTorchWithPeft() throws IOException {
        TinyModel model = TinyModel.seeded(110)
                .dim(768)
                .ffn(2048)
                .layers(12)
                .heads(12)
                .kvHeads(12)
                .context(128)
                .vocabulary(32_000)
                .tied()
                .format(Formats.F32);
        assertLosses(model.write(folder.resolve("110m.gguf")), "110m");
    }

    private void assertLosses(Path model, String name) throws IOException {
        List<Double> golden;
        try (var in = TrainingParityTest.class.getResourceAsStream("/train/" + name + ".txt")) {
            golden = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Double::valueOf)
                    .toList();
        }
        try (Gguf base = Gguf.open(model)) {
            Path adapter = write(base);
            AdapterStudent student = new AdapterStudent(
                    base,
                    Families.define(base, ProgramRewrite.NONE),
                    new AdapterSettings(1, 1, List.of(), Optional.of(adapter), 0));
            TrainingPlan plan = new TrainingPlan(
                    golden.size(),
                    4,
                    1,
                    new LearningRate(3e-3, 10, LearningRate.Shape.COSINE),
                    new AdamW(0.9, 0.999, 1e-8, 0.01),
                    1,
                    0,
                    false);
            List<Example> examples = new ArrayList<>();
            for (int text = 0; text < TEXTS; text++) {
                int[] tokens = tokens(text);
                examples.add(new Example(Arrays.copyOf(tokens, LENGTH - 1), Arrays.copyOfRange(tokens, 1, LENGTH)));
            }
            double worst = 0;
            try (Trainer trainer = new Trainer(
                    student.program(),
                    student.parameters(),
                    examples,
                    new CrossEntropy(examples, vocabulary(base)),
                    plan,
                    LENGTH,
                    2)) {
                for (int step = 0; step < golden.size(); step++) {
                    double loss = trainer.step(step).loss();
                    worst = Math.max(worst, Math.abs(loss - golden.get(step)));
                    assertEquals(golden.get(step), loss, TOLERANCE, "step " + (step + 1));
                }
            }
            System.out.println("training beside torch: the largest difference of a step's loss is " + worst);
        }
    }

    private static int vocabulary(Gguf base) {
        return Math.toIntExact(Objects.requireNonNull(base.tensors().get("token_embd.weight"))
                .dimensions()
                .get(1));
    }

    private Path write(Gguf base) throws IOException {
        List<NewGgufAdapter.Part> parts = new ArrayList<>();
        for (int layer = 0; base.tensors().containsKey("blk." + layer + ".attn_q.weight"); layer++) {
            for (String kind : ORDER) {
                String name = "blk." + layer + "." + kind + ".weight";
                TensorInfo tensor = Objects.requireNonNull(base.tensors().get(name), name);
                int columns = Math.toIntExact(tensor.dimensions().get(0));
                int rows = Math.toIntExact(tensor.dimensions().get(1));
                int seed = parts.size();
                parts.add(new NewGgufAdapter.Part(
                        name,
                        RANK,
                        values(2 * seed, RANK * columns, 2 / Math.sqrt(columns)),
                        values(2 * seed + 1, rows * RANK, 0.05),
                        ALPHA));
            }
        }
        Path file = folder.resolve("adapter.gguf");
        NewGgufAdapter.write(file, "llama", "golden", parts);
        return file;
    }

    private static int[] tokens(int text) {
        float[] drawn = values(1000 + text % 3, LENGTH, 1);
        float[] changed = values(2000 + text, LENGTH, 1);
        int[] tokens = new int[LENGTH];
        tokens[0] = 1;
        for (int i = 1; i < LENGTH; i++) {
            float kept = changed[i] + 0.5f < 0.8f ? drawn[i] + 0.5f : changed[i] + 0.5f;
            tokens[i] = 3 + (int) (kept * 500);
        }
        return tokens;
    }

    /** Between -size / 2 and size / 2, without order, as the script has them. */
    private static float[] values(int seed, int count, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long mixed = (i + seed * 1_000_003L) * 2_654_435_761L & 0xFFFFFFFFL;
            mixed = (mixed ^ mixed >>> 15) * 2_246_822_519L & 0xFFFFFFFFL;
            values[i] = (float) ((mixed / 4294967296.0 - 0.5) * size);
        }
        return values;
    }
}
