package org.cria.emulator.bytecode;

import java.util.List;
import org.cria.emulator.launch.CompiledKernel;
import org.cria.emulator.launch.Site;

/**
 * A kernel ready to run.
 *
 * @param kernel         its watched copy
 * @param sites          places in the code, by the numbers that the copy passes
 * @param parameterNames of the method, captured variables first
 * @param parallelLoops  how deep they stand in each other; 0 for a kernel over a grid
 * @param usesContext    whether it takes a kernel context
 */
public record KernelCode(
        CompiledKernel kernel, List<Site> sites, List<String> parameterNames, int parallelLoops, boolean usesContext) {}
