package org.cria.emulator.launch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param task           graph and task
 * @param kernel         class and method
 * @param sites          places in the code, by the numbers that the code passes
 * @param parameterNames names of the kernel's parameters
 * @param arguments      as {@link CompiledKernel#run} takes them
 * @param written        numbers of the arguments that the kernel's code may write
 * @param reduced        numbers of those that are results of reductions
 * @param grid           work-items; one where the kernel has parallel loops
 * @param parallelLoops  how deep they stand in each other, 0 to 3
 * @param outputs        buffers that the task may write; null for all
 */
public record LaunchSpec(
        String task,
        String kernel,
        List<Site> sites,
        List<String> parameterNames,
        List<@Nullable Object> arguments,
        List<Integer> written,
        List<Integer> reduced,
        Grid grid,
        int parallelLoops,
        @Nullable Set<DeviceBuffer> outputs) {
    public LaunchSpec {
        written = List.copyOf(written);
        reduced = List.copyOf(reduced);
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }
}
