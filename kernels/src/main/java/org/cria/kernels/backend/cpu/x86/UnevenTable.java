package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.bytes.UnevenLevels;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** The 16 levels of IQ4_NL and IQ4_XS, in each 128 bits of a register: 128 too large, or with their sign for AVX2. */
final class UnevenTable {
    private UnevenTable() {}

    static Vec load(Lanes lanes) {
        int more = lanes.set() == InstructionSet.AVX2 ? 0 : 128;
        return lanes.index(Constants.bytes(i -> UnevenLevels.level(i % 16) + more));
    }
}
