package org.cria.emulator.bytecode;

import java.util.List;
import org.cria.emulator.Omission;
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
 * @param written        numbers of the parameters that it may write, from 0, ascending
 * @param reduced        numbers of the parameters that are results of reductions
 * @param barriers       in its code and in that of the methods it calls, whether left out or not
 */
public record WatchedKernel(
        CompiledKernel kernel,
        List<Site> sites,
        List<String> parameterNames,
        int parallelLoops,
        boolean usesContext,
        List<Integer> written,
        List<Integer> reduced,
        List<Omission.Barrier> barriers) {
    public WatchedKernel {
        sites = List.copyOf(sites);
        parameterNames = List.copyOf(parameterNames);
        written = List.copyOf(written);
        reduced = List.copyOf(reduced);
        barriers = List.copyOf(barriers);
    }
}
