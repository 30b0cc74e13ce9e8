package org.cria.kernels.backend.cpu.x86.asm;

/** Arithmetic of integers in vector registers: bytes (b), 16 bits (w) and 32 bits (d); zx and sx extend with zeros and with the sign. */
public sealed interface VectorIntegers extends Emitter permits Assembler {
    default void vpaddb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xFC), to, a, b);
    }

    default void vpaddw(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xFD), to, a, b);
    }

    default void vpaddd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xFE).lanes(), to, a, b);
    }

    default void vpsubb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xF8), to, a, b);
    }

    default void vpsubd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xFA).lanes(), to, a, b);
    }

    /** Bits of both; in an EVEX encoding masks count 32-bit lanes. */
    default void vpand(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xDB).lanes(), to, a, b);
    }

    /** Bits of {@code b} that {@code a} has not. */
    default void vpandn(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xDF).lanes(), to, a, b);
    }

    default void vpor(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xEB).lanes(), to, a, b);
    }

    default void vpxor(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xEF).lanes(), to, a, b);
    }

    /** Bit {@code 4·to + 2·a + b} of {@code table}, for each bit. */
    default void vpternlogd(Vec to, Vec a, Operand b, int table) {
        of3(Form.of(1, 3, 0x25).lanes().evexOnly(), to, a, b, table);
    }

    /** Unsigned bytes of {@code a} times signed ones of {@code b}, pairs added, saturated to 16 bits. */
    default void vpmaddubsw(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x04), to, a, b);
    }

    /** Products of 16-bit numbers, pairs added to 32 bits. */
    default void vpmaddwd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xF5), to, a, b);
    }

    /** {@code to += } unsigned bytes of {@code a} times signed ones of {@code b}, four products to a lane (AVX512-VNNI). */
    default void vpdpbusd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x50).lanes().evexOnly(), to, a, b);
    }

    /** The same in AVX-VNNI, for processors that have it without AVX-512. */
    default void vpdpbusdVex(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x50).vexOnly(), to, a, b);
    }

    default void vpmulld(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x40).lanes(), to, a, b);
    }

    default void vpmullw(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0xD5), to, a, b);
    }

    /** {@code a}, negated where {@code b} is negative, 0 where it is 0. */
    default void vpsignb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x08).vexOnly(), to, a, b);
    }

    default void vpabsb(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x1C), to, a);
    }

    default void vpcmpeqb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x74).vexOnly(), to, a, b);
    }

    /** All ones where the signed byte of {@code a} is greater. */
    default void vpcmpgtb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x64).vexOnly(), to, a, b);
    }

    /** The lesser of two signed bytes. */
    default void vpminsb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x38).vexOnly(), to, a, b);
    }

    default void vpmaxud(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x3F).lanes(), to, a, b);
    }

    /** To signed 16 bits, saturated; {@code a}'s numbers before {@code b}'s in each 128 bits. */
    default void vpackssdw(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x6B).lanes(), to, a, b);
    }

    default void vpackusdw(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x2B).lanes(), to, a, b);
    }

    default void vpacksswb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x63), to, a, b);
    }

    default void vpsrlw(Vec to, Operand a, int count) {
        shift(Form.of(1, 1, 0x71), 2, to, a, count);
    }

    default void vpsllw(Vec to, Operand a, int count) {
        shift(Form.of(1, 1, 0x71), 6, to, a, count);
    }

    default void vpsrld(Vec to, Operand a, int count) {
        shift(Form.of(1, 1, 0x72).lanes(), 2, to, a, count);
    }

    default void vpslld(Vec to, Operand a, int count) {
        shift(Form.of(1, 1, 0x72).lanes(), 6, to, a, count);
    }

    default void vpsrad(Vec to, Operand a, int count) {
        shift(Form.of(1, 1, 0x72).lanes(), 4, to, a, count);
    }

    default void vpsrlvd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x45).lanes(), to, a, b);
    }

    default void vpsllvd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x47).lanes(), to, a, b);
    }

    default void vpmovzxbw(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x30).with(Form.Memory.HALF), to, a);
    }

    default void vpmovsxbw(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x20).with(Form.Memory.HALF), to, a);
    }

    default void vpmovzxbd(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x31).with(Form.Memory.QUARTER), to, a);
    }

    default void vpmovsxbd(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x21).with(Form.Memory.QUARTER), to, a);
    }

    default void vpmovsxwd(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x23).with(Form.Memory.HALF), to, a);
    }
}
