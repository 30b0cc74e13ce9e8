package org.cria.kernels.backend.tornado.lower;

import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** Which cells of the matrix of steps and formats have a kernel here. */
public final class Support {
    private Support() {}

    /**
     * The first cell that a program needs and that is missing; empty when there is none.
     *
     * @param device its name, for the message
     */
    public static Optional<Gap> missing(Program program, Settings settings, String device) {
        return program.steps().stream()
                .flatMap(step -> missing(step, program, settings, device).stream())
                .findFirst();
    }

    /**
     * A missing cell, in words.
     *
     * @param remedy what to choose instead
     */
    public record Gap(String found, Explanation remedy) {}

    private static Optional<Gap> missing(Step step, Program program, Settings settings, String device) {
        // Gains and biases are decoded on the host, so they may have any format.
        return Stream.of(Weight.Role.TABLE, Weight.Role.MATRIX, Weight.Role.EXPERTS)
                .flatMap(role -> step.weights(role).stream())
                .flatMap(weight -> matrix(step.name(), weight, device).stream())
                .findFirst()
                .or(() -> step.cacheLayer().isEmpty()
                        ? Optional.empty()
                        : cache(program, settings.keys(), device).or(() -> cache(program, settings.values(), device)));
    }

    private static Optional<Gap> matrix(String step, Weight weight, String device) {
        if (Encoded.reads(weight.format().ggmlType())) {
            return Optional.empty();
        }
        return Optional.of(new Gap(
                "device '" + device + "' has no kernel for " + step + " in "
                        + weight.format().name() + ", which '" + weight.name() + "' is in",
                Explanation.of(
                        "Choose ",
                        Control.DEVICE.to("cpu"),
                        ", or a file in one of F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K, Q6_K.")));
    }

    private static Optional<Gap> cache(Program program, Format format, String device) {
        int dims = program.kv().headDims();
        int block = format.blockValues();
        int layer = 0;
        while (layer < program.kv().layers() - 1 && program.kv().columns(layer) % block == 0) {
            layer++;
        }
        int columns = program.kv().columns(layer);
        if (columns % block != 0) {
            return gap(format, device, "rows of " + columns + " values, which are no whole blocks of " + block, block);
        }
        // A work-item stores so many neighbours, all of one head.
        int stored = block == 1 ? 2 : 4;
        return dims % stored == 0
                ? Optional.empty()
                : gap(format, device, "heads of " + dims + " values, no multiple of " + stored, block);
    }

    private static Optional<Gap> gap(Format format, String device, String found, int block) {
        String kernels = "device '" + device + "' has no kernels for StoreKv and Attend in " + format.name() + " with ";
        Explanation remedy = block == 1
                ? Explanation.of("Choose ", Control.DEVICE.to("cpu"), ".")
                : Explanation.of("Choose f16 or f32", Control.CACHE.how(), ".");
        return Optional.of(new Gap(kernels + found, remedy));
    }
}
