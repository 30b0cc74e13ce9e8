package org.cria.kernels.backend.cpu.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;

/** Vectors of 64 bytes that do not change, behind a kernel's code. A narrower vector is the beginning of one. */
final class Constants {
    static final int BYTES = 64;

    private final Gpr base;
    private final Label place = new Label();
    private final List<byte[]> vectors = new ArrayList<>();

    /** @param base the register that will hold their address */
    Constants(Gpr base) {
        this.base = base;
    }

    /** Byte {@code i} of each is {@code value(i)}. */
    static byte[] bytes(IntUnaryOperator value) {
        byte[] vector = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            vector[i] = (byte) value.applyAsInt(i);
        }
        return vector;
    }

    /** 16-bit number {@code i} is {@code value(i)}. */
    static byte[] words(IntUnaryOperator value) {
        ByteBuffer vector = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < BYTES / Short.BYTES; i++) {
            vector.putShort((short) value.applyAsInt(i));
        }
        return vector.array();
    }

    /** 32-bit number {@code i} is {@code value(i)}. */
    static byte[] ints(IntUnaryOperator value) {
        ByteBuffer vector = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < BYTES / Integer.BYTES; i++) {
            vector.putInt(value.applyAsInt(i));
        }
        return vector.array();
    }

    /** Where the vector will be. */
    Mem add(byte[] vector) {
        vectors.add(vector);
        return base.at(BYTES * (vectors.size() - 1));
    }

    /** Loads their address. */
    void point(Assembler a) {
        a.lea(base, place);
    }

    /** Writes them down, once the code is complete. */
    void write(Assembler a) {
        a.align(BYTES);
        a.bind(place);
        vectors.forEach(a::data);
    }
}
