package org.cria.kernels.backend.cpu.x86.asm;

/** Arithmetic of floating-point numbers in vector registers, 32-bit ones unless said. */
public sealed interface VectorFloats extends Emitter permits Assembler {
    default void vaddps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x58).lanes(), to, a, b);
    }

    default void vsubps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x5C).lanes(), to, a, b);
    }

    default void vmulps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x59).lanes(), to, a, b);
    }

    default void vdivps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x5E).lanes(), to, a, b);
    }

    /** The smaller one; {@code b} where one of them is NaN. */
    default void vminps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x5D).lanes(), to, a, b);
    }

    /** The larger one; {@code b} where one of them is NaN. */
    default void vmaxps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x5F).lanes(), to, a, b);
    }

    default void vandps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0x54).vexOnly(), to, a, b);
    }

    /** {@code to += a · b}, rounded once. */
    default void vfmadd231ps(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0xB8).lanes(), to, a, b);
    }

    /** {@code to += a · b} of doubles, rounded once. */
    default void vfmadd231pd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0xB8).wide().vexOnly(), to, a, b);
    }

    /** {@code to −= a · b}, rounded once. */
    default void vfnmadd231ps(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0xBC).lanes(), to, a, b);
    }

    /** {@code to = a · to + b}, rounded once. */
    default void vfmadd213ps(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0xA8).lanes(), to, a, b);
    }

    default void vcvtdq2ps(Vec to, Operand a) {
        of2(Form.of(0, 1, 0x5B).lanes(), to, a);
    }

    /** To the nearest integer, halves to the even one. */
    default void vcvtps2dq(Vec to, Operand a) {
        of2(Form.of(1, 1, 0x5B).lanes(), to, a);
    }

    default void vcvtph2ps(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x13).with(Form.Memory.HALF), to, a);
    }

    /** Half as many floats as the vector has bytes for, to doubles. */
    default void vcvtps2pd(Vec to, Operand a) {
        of2(Form.of(0, 1, 0x5A).vexOnly(), to, a);
    }

    default void vaddpd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x58).vexOnly(), to, a, b);
    }

    /** All ones where neither is NaN. */
    default void vcmpordps(Vec to, Vec a, Operand b) {
        of3(Form.of(0, 1, 0xC2).vexOnly(), to, a, b, 7);
    }
}
