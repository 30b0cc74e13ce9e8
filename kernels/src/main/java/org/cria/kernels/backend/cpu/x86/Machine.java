package org.cria.kernels.backend.cpu.x86;

import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What assembled kernels this process can run.
 *
 * @param sets the instruction sets, empty if none
 * @param reason why not, for people; empty if there are some
 */
public record Machine(Set<InstructionSet> sets, String reason) {
    private static final class Here {
        static final Machine MACHINE = look();
    }

    public Machine {
        sets = sets.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(sets));
    }

    /** This process; looked at once. */
    public static Machine here() {
        return Here.MACHINE;
    }

    /** Whether our tests ran assembled code on this system; elsewhere what it computes is compared with plain Java before its first use. */
    static boolean tried() {
        return ManagementFactory.getOperatingSystemMXBean().getName().equals("Linux");
    }

    /** The widest instruction set. */
    public Optional<InstructionSet> widest() {
        return sets.stream().reduce((narrower, wider) -> wider);
    }

    private static Machine look() {
        return switch (CodeMemory.map(NativeCode.callable(Processor.code()))) {
            case CodeMemory.Refused refused -> new Machine(Set.of(), refused.reason());
            case CodeMemory.Executable mapped -> {
                Set<InstructionSet> sets = Processor.instructionSets(new NativeCode(mapped.code()));
                yield new Machine(
                        sets,
                        sets.isEmpty() ? "the processor has no AVX2, or the system does not save its registers" : "");
            }
        };
    }
}
