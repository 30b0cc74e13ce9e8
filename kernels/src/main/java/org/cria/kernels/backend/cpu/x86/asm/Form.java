package org.cria.kernels.backend.cpu.x86.asm;

/**
 * How a vector instruction is encoded (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, 2.3 and 2.7).
 *
 * @param prefix 0 for none, 1 for 66, 2 for F3, 3 for F2
 * @param map of opcodes: 1 for 0F, 2 for 0F38, 3 for 0F3A
 * @param opcode the byte itself
 * @param vexW the W bit in a VEX encoding, −1 where there is no such encoding
 * @param evexW the W bit in an EVEX encoding, −1 where there is no such encoding
 * @param memory what the instruction reads or writes where an operand is memory
 */
record Form(int prefix, int map, int opcode, int vexW, int evexW, Memory memory) {
    /** Sizes of a memory operand, which an EVEX encoding counts its short displacements in. */
    enum Memory {
        /** A whole vector, or 32 bits for all lanes. */
        FULL,
        /** A whole vector. */
        WHOLE,
        HALF,
        QUARTER,
        BITS_8,
        BITS_16,
        BITS_32,
        BITS_64,
        BITS_128,
        BITS_256
    }

    /** VEX and EVEX, W = 0 in both, a whole vector in memory. */
    static Form of(int prefix, int map, int opcode) {
        return new Form(prefix, map, opcode, 0, 0, Memory.WHOLE);
    }

    /** With memory of 32-bit lanes, which can be one number for all of them. */
    Form lanes() {
        return with(Memory.FULL);
    }

    Form with(Memory size) {
        return new Form(prefix, map, opcode, vexW, evexW, size);
    }

    /** W is 1 where there is an EVEX encoding, and nowhere else. */
    Form evexWide() {
        return new Form(prefix, map, opcode, vexW, 1, memory);
    }

    /** W is 1 in both encodings. */
    Form wide() {
        return new Form(prefix, map, opcode, 1, 1, memory);
    }

    Form vexOnly() {
        return new Form(prefix, map, opcode, vexW, -1, memory);
    }

    Form evexOnly() {
        return new Form(prefix, map, opcode, -1, evexW, memory);
    }

    /** Bytes in memory that an instruction with vectors of this size reaches. */
    int memoryBytes(int vectorBytes, boolean broadcast) {
        return switch (memory) {
            case FULL -> broadcast ? Integer.BYTES : vectorBytes;
            case WHOLE -> vectorBytes;
            case HALF -> vectorBytes / 2;
            case QUARTER -> vectorBytes / 4;
            case BITS_8 -> 1;
            case BITS_16 -> 2;
            case BITS_32 -> 4;
            case BITS_64 -> 8;
            case BITS_128 -> 16;
            case BITS_256 -> 32;
        };
    }
}
