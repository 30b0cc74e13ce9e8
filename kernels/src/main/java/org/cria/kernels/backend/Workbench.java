package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Program;

/** A device opened up: its operators one at a time, which {@link Executable} hides. For checks and measurements. */
public interface Workbench {
    /** What the device makes of a program: for each {@link Phase} the operators in order. */
    List<Operator> operators(Program program, Settings settings);

    /**
     * Compiles an operator by itself.
     *
     * @param program whose operator it is
     * @param settings with as many cells and positions as its batches will use
     */
    Isolated isolate(Operator operator, Program program, Settings settings);

    /** The most tokens of a prompt that the device takes at a time. */
    int batchRows();

    /**
     * Tells devices, drivers, SDKs, kernels and their sizes apart, in a line: what was checked or measured with another says
     * nothing.
     */
    String identity();

    /**
     * How many bytes per second the device reads from its memory, measured now; 0 where that means nothing.
     *
     * @param bytes of the array that is read, larger than the device's caches
     */
    double bandwidth(long bytes);

    /** What a launch costs by itself beside others in a graph, in nanoseconds, measured now. */
    double launchNanos();
}
