package org.cria.kernels.backend.cpu.x86;

/** What kernels are assembled for, from the narrowest to the widest. */
public enum InstructionSet {
    /** 256 bits: Intel from Haswell on, AMD from Excavator on. */
    AVX2,
    /** AVX2 with products of bytes that are added to 32 bits: Intel's client processors from Alder Lake on. */
    AVX_VNNI,
    /** 512 bits with the same products and permutations of bytes (F, BW, DQ, VL, VNNI, VBMI): Ice Lake, Zen 4 and later. */
    AVX512
}
