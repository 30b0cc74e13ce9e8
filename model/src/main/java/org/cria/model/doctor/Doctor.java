package org.cria.model.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.doctor.Diagnosis;
import org.cria.kernels.program.Program;
import org.cria.model.ModelOptions;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.tokenizer.Tokenizers;

/** Compares a device with the CPU on a user's own model and prompt. */
public final class Doctor {
    /** Tokens that are written after the prompt, and one to spare. */
    private static final int TEXT = 9;

    private Doctor() {}

    /**
     * What was done and found.
     *
     * @param device that was examined
     * @param layers that were looked at, none where the device does not show its operators
     * @param promptTokens of the prompt
     */
    public record Report(String device, List<Integer> layers, int promptTokens, Diagnosis diagnosis) {}

    /**
     * Examines a device.
     *
     * @param allLayers instead of the first, the middle and the last one
     * @throws CriaException when the file or the device is not there, or the device is the CPU
     */
    public static Report examine(Path file, ModelOptions options, String prompt, boolean allLayers, Progress progress) {
        Backend backend = options.tuned().apply(Backends.choose(options.device()), note -> {});
        return examine(file, options, prompt, allLayers, progress, backend);
    }

    static Report examine(
            Path file, ModelOptions options, String prompt, boolean allLayers, Progress progress, Backend backend) {
        if (backend.role() == Backend.Role.HOST) {
            throw new CriaException(Explanation.of(
                    "device '" + backend.name() + "' is what others are compared with. Name one",
                    Control.DEVICE.how(),
                    ", for instance ",
                    Backends.named(other -> other.role() != Backend.Role.HOST, Backend::name),
                    "."));
        }
        try (Gguf gguf = ModelFiles.open(file)) {
            Definition definition = Families.define(gguf, options.rewrite(), options::contextFor);
            Program program = definition.program();
            int[] tokens = Tokenizers.from(gguf.metadata()).prompt(prompt);
            int context = tokens.length + TEXT;
            if (context > definition.config().contextLength()) {
                throw new CriaException("the prompt has " + Count.of(tokens.length, "token") + ", expected at most "
                        + (definition.config().contextLength() - TEXT) + " for this model. Shorten it.");
            }
            Settings settings = options.settings(context);
            Optional<String> obstacle = backend.obstacle(program, settings);
            if (obstacle.isPresent()) {
                throw new CriaException(obstacle.get() + ". There is nothing to compare.");
            }
            List<Integer> layers = layers(program.layers().size(), allLayers);
            Diagnosis diagnosis = Diagnosis.of(backend, program, settings, tokens, layers, progress);
            String device = backend.workbench().map(Workbench::identity).orElseGet(backend::name);
            return new Report(
                    device, diagnosis.observations().isEmpty() ? List.of() : layers, tokens.length, diagnosis);
        }
    }

    private static List<Integer> layers(int count, boolean all) {
        return all
                ? IntStream.range(0, count).boxed().toList()
                : Stream.of(0, count / 2, count - 1).distinct().toList();
    }
}
