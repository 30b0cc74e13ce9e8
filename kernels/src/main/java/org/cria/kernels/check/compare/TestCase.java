package org.cria.kernels.check.compare;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.program.Program;

/**
 * An operator in shapes in which it is compared with the CPU.
 *
 * @param program that it belongs to, for its cache and its logits
 * @param odd whether in shapes that are small and odd, not in the model's
 */
public record TestCase(Operator operator, Program program, boolean odd) {
    private static final int REPEATS = 3;

    /**
     * What is wrong with the operator on some values, which it is run on several times.
     *
     * @param isolated this operator on a device
     * @param settings that it was compiled with
     * @return a sentence, or nothing
     */
    public Optional<String> failure(TestInput input, Isolated isolated, Settings settings) {
        int layer = operator.layers().size() - 1;
        Values found = isolated.run(layer, input.batch(), input.before());
        Values expected = new Reference(program.kv(), settings)
                .run(
                        operator.layers().get(layer),
                        input.batch(),
                        input.before(),
                        List.copyOf(found.buffers().keySet()));
        Difference worst = Difference.worst(operator.steps(), program.kv(), settings, expected, found);
        if (!worst.isFine()) {
            return Optional.of(worst.text());
        }
        for (int again = 1; again < REPEATS; again++) {
            Optional<String> other = Difference.inBits(found, isolated.run(layer, input.batch(), input.before()));
            if (other.isPresent()) {
                return Optional.of("run " + (again + 1) + " differs from run 1 in " + other.get() + ": a race");
            }
        }
        return Optional.empty();
    }
}
