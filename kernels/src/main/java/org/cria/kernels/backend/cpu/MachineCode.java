package org.cria.kernels.backend.cpu;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.x86.AssembledKernels;
import org.cria.kernels.backend.cpu.x86.CellKernels;
import org.cria.kernels.backend.cpu.x86.ElementKernels;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.backend.cpu.x86.InstructionSet;
import org.cria.kernels.backend.cpu.x86.Machine;
import org.cria.kernels.program.Program;

/**
 * The machine code that settings ask for and this machine runs.
 *
 * @param set what it is assembled for; empty where there is none
 * @param reason why there is none, for people
 */
record MachineCode(Optional<InstructionSet> set, String reason) {
    /** Machine code stays mapped until the process ends, so it is made once. */
    private static final Map<InstructionSet, ByteKernels> BYTES = new ConcurrentHashMap<>();

    private static final Map<InstructionSet, Optional<CellKernels>> CELLS = new ConcurrentHashMap<>();

    private static final Map<InstructionSet, Optional<HalfKernels>> HALVES = new ConcurrentHashMap<>();

    /**
     * For a program: the first call of machine code takes a tenth of a second, which small ones do not win back, so they do without it unless
     * it was asked for.
     *
     * @throws CriaException when settings name machine code that this machine does not run
     */
    static MachineCode of(CpuArithmetic cpu, Program program) {
        boolean asked = cpu.kernels() != CpuArithmetic.Kernels.AUTO || cpu.activations() == Activations.Q8;
        return asked || !CpuArithmetic.isSmall(program) ? of(cpu) : new MachineCode(Optional.empty(), "");
    }

    /**
     * For large programs.
     *
     * @throws CriaException when settings name machine code that this machine does not run
     */
    static MachineCode of(CpuArithmetic cpu) {
        return switch (cpu.kernels()) {
            case AUTO -> new MachineCode(Machine.here().widest(), Machine.here().reason());
            case AVX512 -> required(cpu, InstructionSet.AVX512);
            case AVX_VNNI -> required(cpu, InstructionSet.AVX_VNNI);
            case AVX2 -> required(cpu, InstructionSet.AVX2);
            case VECTOR, PLAIN -> new MachineCode(Optional.empty(), "asked for");
        };
    }

    private static MachineCode required(CpuArithmetic cpu, InstructionSet set) {
        if (!Machine.here().sets().contains(set)) {
            String found = Machine.here().sets().isEmpty()
                    ? Machine.here().reason()
                    : "the widest that this machine runs is "
                            + CpuArithmetic.Kernels.valueOf(Machine.here()
                                            .widest()
                                            .orElseThrow()
                                            .name())
                                    .label();
            throw new CriaException(Explanation.of(
                    new Control("CPU kernels").to(cpu.kernels().label()),
                    " cannot run here: " + found + ". Choose another, or auto."));
        }
        return new MachineCode(Optional.of(set), "");
    }

    /** Products of weights and activations in 8 bits. */
    Optional<ByteKernels> bytes() {
        return set.map(s -> BYTES.computeIfAbsent(s, AssembledKernels::new));
    }

    /** Products of weights in 16 bits. */
    Optional<HalfKernels> halves() {
        return set.flatMap(s -> HALVES.computeIfAbsent(s, HalfKernels::tried));
    }

    /** Loops over single numbers. */
    ElementKernels elements() {
        return Elements.KERNELS;
    }

    private static final class Elements {
        private static final ElementKernels KERNELS = new ElementKernels();
    }

    /** Attention with the bits of loops whose vectors have so many lanes. */
    Optional<CellKernels> cells(int lanes) {
        return set.filter(s -> CellKernels.lanes(s) == lanes)
                .flatMap(s -> CELLS.computeIfAbsent(s, CellKernels::tried));
    }
}
