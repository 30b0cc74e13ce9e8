package org.cria.kernels.backend.cpu;

import java.util.Optional;
import org.cria.kernels.backend.cpu.x86.CellKernels;
import org.cria.kernels.format.Format;

/**
 * All loops of a program.
 *
 * @param products what multiplies quantised weights with activations in 8 bits
 * @param cells machine code for attention
 */
record CpuLoops(Arithmetic arithmetic, Products products, Optional<CellKernels> cells) {
    /** Loops of attention over a cache in these formats, with heads of {@code dims} values. */
    AttentionLoops attention(Format keys, Format values, int dims) {
        return cells.filter(c -> CellKernels.has(keys, dims) && CellKernels.has(values, dims))
                .<AttentionLoops>map(AssembledAttention::new)
                .orElseGet(() -> new DecodedAttention(arithmetic));
    }

    /** The loops that these become after a while, or these. */
    CpuLoops lasting() {
        return new CpuLoops(arithmetic.lasting(), products, cells);
    }
}
