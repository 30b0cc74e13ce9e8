package org.cria.kernels.backend.tornado;

import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** Which cells of the matrix of steps and formats have a kernel here. */
final class Support {
    private Support() {}

    /**
     * Checks a program before anything is loaded.
     *
     * @param device its name, for the message
     * @throws CriaException naming the missing cell
     */
    static void check(Program program, Settings settings, String device) {
        for (Step step : program.steps()) {
            switch (step) {
                case Step.Embed s -> matrix("Embed", s.table(), device);
                case Step.MatMul s -> matrix("MatMul", s.w(), device);
                case Step.StoreKv _, Step.Attend _ -> {
                    cache(program, settings.keys(), device);
                    cache(program, settings.values(), device);
                }
                // Gains and biases are decoded on the host, so they may have any format.
                case Step.RmsNorm _, Step.AddBias _ -> {}
                case Step.Rope _, Step.SwiGlu _, Step.Add _, Step.SelectOutputs _ -> {}
            }
        }
    }

    private static void matrix(String step, Weight weight, String device) {
        if (!Encoded.reads(weight.format().ggmlType())) {
            throw new CriaException(
                    "device '" + device + "' has no kernel for " + step + " in "
                            + weight.format().name() + ", which '" + weight.name()
                            + "' is in. Choose --device cpu, or a file in one of F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K, Q6_K.");
        }
    }

    private static void cache(Program program, Format format, String device) {
        if (!format.equals(Formats.F32) && !format.equals(Formats.F16)) {
            throw new CriaException("device '" + device + "' has no kernels for StoreKv and Attend in " + format.name()
                    + " (rows of " + program.kv().columns() + " values). Choose f16 or f32 with -ctk and -ctv.");
        }
    }
}
