package org.cria.kernels.backend;

import java.util.List;
import java.util.function.BiFunction;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.program.Program;

/**
 * A way to run programs that the contract is checked for.
 *
 * @param compiler lowers a program
 * @param holes cells of the matrix, such as {@code MatMul Q2_K}, that this way is known to lack
 */
record Contender(String name, BiFunction<Program, Settings, Executable> compiler, List<String> holes) {
    /** One line each; a new backend adds its own. */
    static List<Contender> all() {
        return List.of(
                new Contender("cpu", (p, s) -> new CpuBackend().compile(p, s), List.of()),
                new Contender("cpu-plain", (p, s) -> new CpuBackend().compilePlain(p, s), List.of()));
    }

    Executable compile(Program program, Settings settings) {
        return compiler.apply(program, settings);
    }

    @Override
    public String toString() {
        return name;
    }
}
