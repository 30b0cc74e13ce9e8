package org.cria.kernels.check.doctor;

import java.util.Optional;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.check.compare.Difference;

/**
 * What became of one operator in one layer, on the values that the CPU had there.
 *
 * @param operator in all its layers
 * @param layer which of these
 * @param name for people: when it runs, its steps with formats and shapes
 * @param place where in the model: {@code input}, {@code layer 3}, {@code output}
 * @param difference from the CPU; empty where it does not run at all
 * @param unsteady what differed when it ran again on the same values
 * @param refusal why it does not run
 * @param nanos of a run, the fastest of a few; 0 where it does not run
 * @param launches of a run
 */
public record Observation(
        Operator operator,
        int layer,
        String name,
        String place,
        Optional<Difference> difference,
        Optional<String> unsteady,
        Optional<String> refusal,
        long nanos,
        int launches) {
    /** Whether the device did what the CPU does, the same each time. */
    public boolean isFine() {
        return refusal.isEmpty()
                && unsteady.isEmpty()
                && difference.map(Difference::isFine).orElse(false);
    }

    /** Where it begins among the program's steps. */
    public int at() {
        return operator.at().get(layer);
    }

    /** What is wrong, in a line. */
    public String text() {
        return refusal.map(why -> "does not run: " + why)
                .or(() -> unsteady.map(what -> "differs from run to run in " + what))
                .or(() -> difference.map(Difference::text))
                .orElse("");
    }
}
