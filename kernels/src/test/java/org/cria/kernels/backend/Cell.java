package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Step;

/**
 * A cell of the matrix step × format.
 *
 * @param format of the step's weight, or of the cache; F32 where the step has neither
 */
record Cell(Class<? extends Step> step, Format format) {
    /** Every cell that has a meaning. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Class<? extends Step> step : steps()) {
            for (Format format : formats(step)) {
                cells.add(new Cell(step, format));
            }
        }
        return cells;
    }

    /** Every step that there is. */
    @SuppressWarnings("unchecked") // the permitted subclasses of Step extend it
    static List<Class<? extends Step>> steps() {
        return Stream.of(Step.class.getPermittedSubclasses())
                .<Class<? extends Step>>map(c -> (Class<? extends Step>) c)
                .toList();
    }

    private static List<Format> formats(Class<? extends Step> step) {
        return switch (step.getSimpleName()) {
            case "Embed", "RmsNorm", "MatMul", "AddBias", "Product" -> Formats.all();
            case "StoreKv", "Attend" -> Settings.kvFormats();
            case "Given",
                    "Rope",
                    "SwiGlu",
                    "GeGlu",
                    "Scale",
                    "SoftCap",
                    "Strengthen",
                    "Add",
                    "SelectOutputs",
                    "Route",
                    "Blend" -> List.of(Formats.F32);
            default -> throw new AssertionError("a new step: say which formats it takes, and write its cases");
        };
    }

    @Override
    public String toString() {
        return step.getSimpleName() + " " + format.name();
    }
}
