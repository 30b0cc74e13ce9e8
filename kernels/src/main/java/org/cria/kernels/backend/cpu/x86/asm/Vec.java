package org.cria.kernels.backend.cpu.x86.asm;

/**
 * A vector register at one of its widths. Numbers from 16 on, 512 bits and masks need AVX-512.
 *
 * @param number 0 to 31
 * @param bytes 16, 32 or 64
 * @param mask as a destination: the number of the mask register whose bits say which elements are written, 0 for all
 * @param zeroing whether the others become 0 instead of staying
 */
public record Vec(int number, int bytes, int mask, boolean zeroing) implements Operand {
    public Vec {
        if (number < 0 || number > 31 || (bytes != 16 && bytes != 32 && bytes != 64) || mask < 0 || mask > 7) {
            throw new IllegalArgumentException("no register: " + number + " of " + bytes + " bytes, mask " + mask);
        }
    }

    public static Vec xmm(int number) {
        return new Vec(number, 16, 0, false);
    }

    public static Vec ymm(int number) {
        return new Vec(number, 32, 0, false);
    }

    public static Vec zmm(int number) {
        return new Vec(number, 64, 0, false);
    }

    /** The lowest 128 bits. */
    public Vec x() {
        return xmm(number);
    }

    /** The lowest 256 bits. */
    public Vec y() {
        return ymm(number);
    }

    /** All 512 bits. */
    public Vec z() {
        return zmm(number);
    }

    /** This register as a destination of which only the elements in mask {@code k} are written. */
    public Vec merging(int k) {
        return new Vec(number, bytes, k, false);
    }

    /** This register as a destination whose elements outside mask {@code k} become 0. */
    public Vec zeroing(int k) {
        return new Vec(number, bytes, k, true);
    }

    /** As a disassembler writes it. */
    @Override
    public String toString() {
        String name = (bytes == 16 ? "xmm" : bytes == 32 ? "ymm" : "zmm") + number;
        return name + (mask == 0 ? "" : "{k" + mask + "}") + (zeroing ? "{z}" : "");
    }
}
