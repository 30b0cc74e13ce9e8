package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.x86.AssembledKernels;
import org.cria.kernels.backend.cpu.x86.InstructionSet;
import org.cria.kernels.backend.cpu.x86.Machine;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Program;

/**
 * What multiplies quantised weights with activations in 8 bits.
 *
 * @param kernels the first that has a format multiplies it; empty where activations stay in f32
 * @param description for people: what multiplies, or why nothing does; empty where that is plain
 */
record Products(List<ByteKernels> kernels, String description) {
    /** Machine code stays mapped until the process ends, so it is made once. */
    private static final Map<InstructionSet, ByteKernels> ASSEMBLED = new ConcurrentHashMap<>();

    /**
     * What settings ask for, for a program: the first call of machine code takes a tenth of a second, which small ones do not win back.
     *
     * @throws CriaException when they name machine code that this machine does not run
     */
    static Products of(CpuArithmetic cpu, Program program) {
        return cpu.equals(CpuArithmetic.FASTEST) && CpuArithmetic.isSmall(program)
                ? new Products(List.of(), "")
                : of(cpu);
    }

    /**
     * What settings ask for, for large programs.
     *
     * @throws CriaException when they name machine code that this machine does not run
     */
    static Products of(CpuArithmetic cpu) {
        Optional<InstructionSet> set = switch (cpu.kernels()) {
            case AUTO -> Machine.here().widest();
            case AVX512 -> Optional.of(required(cpu, InstructionSet.AVX512));
            case AVX_VNNI -> Optional.of(required(cpu, InstructionSet.AVX_VNNI));
            case AVX2 -> Optional.of(required(cpu, InstructionSet.AVX2));
            case VECTOR, PLAIN -> Optional.empty();
        };
        if (cpu.activations() == Activations.F32) {
            return new Products(List.of(), "");
        }
        List<ByteKernels> kernels = new ArrayList<>();
        set.ifPresent(s -> kernels.add(ASSEMBLED.computeIfAbsent(s, AssembledKernels::new)));
        if (cpu.activations() == Activations.Q8) {
            kernels.add(new PlainByteKernels());
        }
        return kernels.isEmpty() ? new Products(List.of(), "no machine code: " + reason(cpu)) : with(kernels);
    }

    /** Someone's own. */
    static Products with(List<ByteKernels> kernels) {
        return new Products(
                List.copyOf(kernels),
                "activations in 8 bits: " + kernels.getFirst().description());
    }

    private static String reason(CpuArithmetic cpu) {
        return cpu.kernels() == CpuArithmetic.Kernels.AUTO ? Machine.here().reason() : "asked for";
    }

    private static InstructionSet required(CpuArithmetic cpu, InstructionSet set) {
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
        return set;
    }

    /** What multiplies weights in this format; empty where they take activations as they are. */
    Optional<ByteKernels> of(Format format) {
        return kernels.stream().filter(k -> k.has(format)).findFirst();
    }
}
