package org.cria.model.tune;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.check.tune.Tuner;
import org.cria.kernels.program.Program;
import org.cria.model.ModelOptions;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;

/** Finds the figures with which a device runs a user's own model fastest. */
public final class DeviceTuner {
    private static final Control DEVICES = new Control("the list of devices");

    private DeviceTuner() {}

    /**
     * A device that has sizes.
     *
     * @param name as {@code --device} takes it
     * @throws CriaException when it has none, or is not there
     */
    public static Tunable device(String name) {
        Backend backend = Backends.choose(name);
        if (backend instanceof Tunable device) {
            return device;
        }
        throw new CriaException(Explanation.of(
                "device '" + backend.name() + "' has no sizes to tune. Name one",
                Control.DEVICE.how(),
                ", for instance ",
                Backends.named(other -> other instanceof Tunable && other.role() == Backend.Role.DEVICE, Backend::name),
                "; ",
                DEVICES.named(),
                " lists them."));
    }

    /**
     * Tunes a device, starting from what its kind suggests, and keeps what was found where {@code options} say: after each figure, so
     * that nothing is lost when it is stopped.
     *
     * @param listener hears of each figure after it was kept
     * @throws CriaException when the model's file is not there, or the device cannot run it or is wrong
     */
    public static Tuner.Result run(
            Path file, ModelOptions options, Tunable device, Progress progress, Tuner.Listener listener) {
        try (Gguf gguf = ModelFiles.open(file)) {
            Definition definition = Families.define(gguf, options.rewrite(), options::contextFor);
            Program program = definition.program();
            Settings settings =
                    options.settings(options.contextFor(definition.config().contextLength()));
            Optional<String> obstacle = device.obstacle(program, settings);
            if (obstacle.isPresent()) {
                throw new CriaException(obstacle.get() + ". There is nothing to tune.");
            }
            return new Tuner(device, program, settings, progress).run((choice, best) -> {
                options.tuned().put(device, best);
                listener.chosen(choice, best);
            });
        }
    }
}
