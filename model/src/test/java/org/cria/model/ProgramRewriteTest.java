package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.check.tune.Tuner;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.model.doctor.Doctor;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.gguf.Gguf;
import org.cria.model.tune.DeviceTuner;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens a model sees its program as it was rewritten. */
final class ProgramRewriteTest {
    private static final int[] PROMPT = {1, 5, 9, 40};

    @TempDir
    Path folder;

    @Test
    void aModelComputesWhatTheRewrittenProgramSays() throws IOException {
        Path file = TinyModel.seeded(7).layers(2).write(folder.resolve("tiny.gguf"));
        float[] whole = logits(file, ProgramRewrite.NONE);
        assertFalse(Arrays.equals(whole, logits(file, ProgramRewriteTest::withoutItsLastLayer)));
        Path shorter = TinyModel.seeded(7).layers(1).write(folder.resolve("shorter.gguf"));
        assertArrayEquals(logits(shorter, ProgramRewrite.NONE), logits(file, ProgramRewriteTest::withoutItsLastLayer));
    }

    @Test
    void everyWayToOpenAModelRewritesItsProgram() throws IOException {
        Path file = TinyModel.seeded(7).layers(1).write(folder.resolve("tiny.gguf"));
        CriaException asked = new CriaException("the rewrite was asked");
        ModelOptions options = ModelOptions.defaults()
                .withDevice("emulator")
                .withThreads(1)
                .withRewrite((program, model) -> {
                    throw asked;
                });
        for (Executable open : List.<Executable>of(
                () -> Model.open(file, options).close(),
                () -> plan(file, options),
                () -> Doctor.examine(file, options, "a", false, Progress.NONE),
                () -> DeviceTuner.run(
                        file, options, DeviceTuner.device("emulator"), Progress.NONE, Tuner.Listener.NONE))) {
            assertSame(asked, assertThrows(CriaException.class, open));
        }
    }

    @Test
    void memoryIsPlannedForTheRewrittenProgram() throws IOException {
        Path file = TinyModel.seeded(7).layers(2).write(folder.resolve("tiny.gguf"));
        ModelOptions options = ModelOptions.defaults();
        long whole = plan(file, options).cache().cellBytes();
        assertEquals(
                whole / 2,
                plan(file, options.withRewrite(ProgramRewriteTest::withoutItsLastLayer))
                        .cache()
                        .cellBytes());
    }

    private static MemoryPlan plan(Path file, ModelOptions options) {
        try (Gguf gguf = Gguf.open(file)) {
            return MemoryPlan.of(gguf, options);
        }
    }

    private static Program withoutItsLastLayer(Program program, Gguf model) {
        List<List<Step>> layers = program.layers().subList(0, program.layers().size() - 1);
        return new Program(
                program.input(),
                layers,
                program.output(),
                program.logits(),
                new KvShape(
                        layers.size(),
                        program.kv().heads().getFirst(),
                        program.kv().headDims()));
    }

    private static float[] logits(Path file, ProgramRewrite rewrite) {
        ModelOptions options =
                ModelOptions.defaults().withDevice("cpu").withThreads(1).withRewrite(rewrite);
        try (Model model = Model.open(file, options);
                Session session = model.newSession()) {
            return session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        }
    }
}
