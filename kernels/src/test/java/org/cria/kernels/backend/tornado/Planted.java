package org.cria.kernels.backend.tornado;

import java.util.List;
import java.util.function.Supplier;
import org.cria.emulator.Emulator;
import org.cria.emulator.Settings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.graph.Target;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A device with a fault: after one of its kernels, values from some number on are changed.
 *
 * @param real the device without it
 * @param kernel the name of a launch without its number
 * @param from the first value that is changed
 * @param step 1: every value from there on; more: every so many
 * @param factor that the values are multiplied with
 */
public record Planted(Target real, String kernel, int from, int step, float factor) implements Target {
    private static final KernelContext CONTEXT = new KernelContext();

    /** On an emulator that watches nothing, as a device does not. */
    public static Planted onEmulator(String kernel, int from, int step, float factor) {
        return new Planted(
                EmulatorBackend.runtime(new Emulator(Settings.STRICT.unwatched())), kernel, from, step, factor);
    }

    @Override
    public List<Launch> instead(Launch launch) {
        if (!launch.name().replaceAll("^\\d+", "").equals(kernel)) {
            return List.of(launch);
        }
        FloatArray out = (FloatArray) launch.writes().getFirst();
        String name = launch.name() + "Fault";
        return List.of(
                launch,
                new Launch(
                        name,
                        1,
                        1,
                        List.of(out),
                        List.of(out),
                        graph -> graph.task(name, Planted::spoil, CONTEXT, out, from, step, factor)));
    }

    /** One work-item. */
    public static void spoil(KernelContext context, FloatArray out, int from, int step, float factor) {
        for (int i = from; i < out.getSize(); i += step) {
            out.set(i, out.get(i) * factor);
        }
    }

    @Override
    public TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making) {
        return real.plan(making);
    }

    @Override
    public void writes(String task, List<Object> arrays) {
        real.writes(task, arrays);
    }

    @Override
    public String description() {
        return real.description();
    }

    @Override
    public String name() {
        return real.name();
    }
}
