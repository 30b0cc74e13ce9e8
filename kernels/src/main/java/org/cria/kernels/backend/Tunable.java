package org.cria.kernels.backend;

import java.util.List;

/** A backend on one device, whose kernels have figures that suit one device and not another. */
public interface Tunable extends Backend {
    /** Its device. */
    DeviceInfo info();

    /** Device, driver, SDK and kernels in a line, whatever the figures: what was tuned with others says nothing. */
    String identity();

    /** The figures that it has. */
    Figures figures();

    /** Those that its device's kind suggests. */
    Figures defaults();

    /**
     * The same backend with other figures.
     *
     * @throws IllegalArgumentException when their values do not go together, in a phrase that names them
     */
    Tunable with(Figures figures);

    /** Which choices of a figure can be tried with the other values that it has now, on its device and for such runs. */
    List<Integer> candidates(Figure figure, Settings settings);

    /** Its figures where they are not those that its device's kind suggests, in words; else empty. */
    default String tuning() {
        return figures().differences(defaults());
    }
}
