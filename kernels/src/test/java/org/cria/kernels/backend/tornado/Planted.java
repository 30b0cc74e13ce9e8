package org.cria.kernels.backend.tornado;

import java.util.List;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorSettings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.lower.AttendLowering;
import org.cria.kernels.backend.tornado.lower.EmbedLowering;
import org.cria.kernels.backend.tornado.lower.GatedLowering;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.lower.Launches;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.backend.tornado.lower.OperatorLowering;
import org.cria.kernels.backend.tornado.lower.ProductLowering;
import org.cria.kernels.backend.tornado.lower.SwiGluLowering;
import org.cria.kernels.backend.tornado.lower.TurnedAttendLowering;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A fault: after one of the operators, values from some number on are changed.
 *
 * @param from the first value that is changed
 * @param step 1: every value from there on; more: every so many
 * @param factor that the values are multiplied with
 */
public record Planted(int from, int step, float factor) {
    /** Equipment with a fault in all operators of a kind, by the name of their launch. */
    public static Equipment on(Target target, DeviceShape shape, String kernel, int from, int step, float factor) {
        Planted fault = new Planted(from, step, factor);
        return new Equipment(
                target,
                shape,
                switch (kernel) {
                    case "attend" ->
                        fault.after(
                                fault.after(Step.Attend.class, AttendLowering::lower),
                                Lowered.TurnedAttend.class,
                                TurnedAttendLowering::lower);
                    case "embed" -> fault.after(Step.Embed.class, EmbedLowering::lower);
                    case "gated" -> fault.after(Lowered.Gated.class, GatedLowering::lower);
                    case "product" -> fault.after(Lowered.Product.class, ProductLowering::lower);
                    case "swiGlu" -> fault.after(Step.SwiGlu.class, SwiGluLowering::lower);
                    default -> throw new IllegalArgumentException(kernel);
                });
    }

    /** On an emulator that watches nothing, as a device does not. */
    public static Equipment onEmulator(DeviceShape shape, String kernel, int from, int step, float factor) {
        Target target = EmulatorBackend.target(new Emulator(EmulatorSettings.STRICT.unwatched()));
        return on(target, shape, kernel, from, step, factor);
    }

    private <O> KernelsByOperator after(Class<O> operator, OperatorLowering<O> right) {
        return after(KernelsByOperator.STANDARD, operator, right);
    }

    private <O> KernelsByOperator after(KernelsByOperator kernels, Class<O> operator, OperatorLowering<O> right) {
        return kernels.replacing(operator, (o, scope, launches) -> {
            right.lower(o, scope, launches);
            FloatArray out = (FloatArray) launches.all().getLast().writes().getFirst();
            launches.add(
                    "fault",
                    1,
                    1,
                    List.of(out),
                    List.of(out),
                    (id, g) -> g.task(id, Planted::spoil, Launches.CONTEXT, out, from, step, factor));
        });
    }

    /** One work-item. */
    public static void spoil(KernelContext context, FloatArray out, int from, int step, float factor) {
        for (int i = from; i < out.getSize(); i += step) {
            out.set(i, out.get(i) * factor);
        }
    }
}
