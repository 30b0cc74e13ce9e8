package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/**
 * What multiplies quantised weights with activations in 8 bits.
 *
 * @param kernels the first that has a format multiplies it; empty where activations stay in f32
 * @param description for people: what multiplies, or why nothing does; empty where that is plain
 * @param rows of which a run's own multiply their formats
 */
record Products(List<ByteKernels> kernels, String description, RowsByFormat rows) {
    Products(List<ByteKernels> kernels, String description) {
        this(kernels, description, RowsByFormat.STANDARD);
    }

    /** The same but for formats that a run's own rows multiply. */
    Products beside(RowsByFormat own) {
        return new Products(kernels, description, own);
    }

    /** What settings ask for. */
    static Products of(CpuArithmetic cpu, MachineCode code) {
        if (cpu.activations() == Activations.F32) {
            return new Products(List.of(), "");
        }
        List<ByteKernels> kernels = new ArrayList<>();
        code.bytes().ifPresent(kernels::add);
        if (cpu.activations() == Activations.Q8) {
            kernels.add(new PlainByteKernels());
        }
        return kernels.isEmpty()
                ? new Products(List.of(), code.reason().isEmpty() ? "" : "no machine code: " + code.reason())
                : with(kernels);
    }

    /** Someone's own. */
    static Products with(List<ByteKernels> kernels) {
        return new Products(
                List.copyOf(kernels),
                "activations in 8 bits: " + kernels.getFirst().description());
    }

    /** What multiplies weights in this format; empty where they take activations as they are. */
    Optional<ByteKernels> of(Format format) {
        return rows.isReplaced(format)
                ? Optional.empty()
                : kernels.stream().filter(k -> k.has(format)).findFirst();
    }
}
