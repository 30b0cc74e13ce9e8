package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.Encoder;
import org.junit.jupiter.api.Test;

/** A trained model in formats with blocks: the GPU kernels write what the CPU writes, whatever the CPU's loops. */
final class RequantisedStoriesTest {
    private static final List<int[]> PROMPTS = List.of(
            new int[] {1, 403, 407, 261, 378}, new int[] {1, 320, 417}, new int[] {1}, new int[] {1, 297, 274, 426, 410
            });
    private static final int PREDICTED = 24;

    @Test
    void inQ8_0() {
        theDeviceWritesTheStoriesOfTheCpu(Formats.Q8_0, Encoder::q8_0);
    }

    @Test
    void inQ4_0() {
        theDeviceWritesTheStoriesOfTheCpu(Formats.Q4_0, Encoder::q4_0);
    }

    private static void theDeviceWritesTheStoriesOfTheCpu(Format format, Function<float[], byte[]> encoder) {
        try (Gguf gguf = Gguf.open(SharedFolder.file("models/stories260K.gguf"))) {
            Operands encoded = Operands.weights(weight -> encoded(weight, format, encoder));
            Definition definition = Families.define(gguf, (program, _) -> program.with(encoded));
            Program program = definition.program();
            assertTrue(
                    program.weights().stream()
                                    .filter(w -> w.format().equals(format))
                                    .count()
                            > 25,
                    "all matrices but those with odd rows are in " + format.name());
            int vocabulary = definition.config().vocabulary();
            List<List<Integer>> exact = stories("cpu", CpuArithmetic.EXACT, program, vocabulary);
            assertEquals(exact, stories("emulator", CpuArithmetic.EXACT, program, vocabulary));
            List<List<Integer>> rounded =
                    stories("cpu", new CpuArithmetic(Kernels.PLAIN, Activations.Q8), program, vocabulary);
            assertEquals(rounded, stories("cpu", new CpuArithmetic(Kernels.AUTO, Activations.Q8), program, vocabulary));
            assertEquals(exact.getFirst(), rounded.getFirst(), "rounded activations change no sure token");
        }
    }

    private static List<List<Integer>> stories(String device, CpuArithmetic cpu, Program program, int vocabulary) {
        Settings settings = new Settings(2, 32, Formats.F32, Formats.F32, 64, cpu);
        List<List<Integer>> stories = new ArrayList<>();
        try (Engine engine = new Engine(
                Backends.choose(device).compile(program, settings), vocabulary, 64, settings.batchRows(), () -> {})) {
            for (int[] prompt : PROMPTS) {
                try (Session session = engine.newSession()) {
                    List<Integer> story = new ArrayList<>();
                    float[] logits =
                            session.prefill(prompt, Progress.NONE).orElseThrow().values();
                    while (story.size() < PREDICTED) {
                        story.add(best(logits));
                        logits = session.decode(story.getLast()).values();
                    }
                    stories.add(story);
                }
            }
        }
        return stories;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static Weight encoded(Weight weight, Format format, Function<float[], byte[]> encoder) {
        if (weight.rows() == 1 || weight.columns() % format.blockValues() != 0) {
            return weight;
        }
        float[] values = weight.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        byte[] bytes = encoder.apply(values);
        MemorySegment data = MemorySegment.ofArray(bytes);
        return new Weight(weight.name(), format, weight.rows(), weight.columns(), native64(data));
    }

    /** As in a mapped file: native memory that is never moved. */
    private static MemorySegment native64(MemorySegment data) {
        MemorySegment copy = java.lang.foreign.Arena.ofAuto().allocate(data.byteSize(), 64);
        copy.copyFrom(data);
        return copy;
    }
}
