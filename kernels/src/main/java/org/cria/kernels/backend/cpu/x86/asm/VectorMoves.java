package org.cria.kernels.backend.cpu.x86.asm;

/** Loads, stores and rearrangements of vector registers. */
public sealed interface VectorMoves extends Emitter permits Assembler {
    default void vmovdqu(Vec to, Operand a) {
        of2(Form.of(2, 1, 0x6F), to, a);
    }

    default void vmovdqu(Mem to, Vec from) {
        emit(Form.of(2, 1, 0x7F), from.number(), 0, to, from, from);
    }

    /** The low 32 bits; the others become 0. */
    default void vmovd(Vec to, Operand a) {
        of2(Form.of(1, 1, 0x6E).with(Form.Memory.BITS_32), to, a);
    }

    default void vmovd(Gpr to, Vec from) {
        emit(Form.of(1, 1, 0x7E).with(Form.Memory.BITS_32), from.number(), 0, to, from, from);
    }

    default void vmovd(Mem to, Vec from) {
        emit(Form.of(1, 1, 0x7E).with(Form.Memory.BITS_32), from.number(), 0, to, from, from);
    }

    /** 64 bits; the others become 0. */
    default void vmovq(Vec to, Mem from) {
        of2(Form.of(2, 1, 0x7E).evexWide().with(Form.Memory.BITS_64), to, from);
    }

    default void vmovq(Mem to, Vec from) {
        emit(Form.of(1, 1, 0xD6).evexWide().with(Form.Memory.BITS_64), from.number(), 0, to, from, from);
    }

    default void vbroadcastss(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x18).with(Form.Memory.BITS_32), to, a);
    }

    default void vpbroadcastd(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x58).with(Form.Memory.BITS_32), to, a);
    }

    default void vpbroadcastw(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x79).with(Form.Memory.BITS_16), to, a);
    }

    default void vpbroadcastb(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x78).with(Form.Memory.BITS_8), to, a);
    }

    /** 16 bytes of memory in each 128 bits. */
    default void vbroadcasti128(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x5A).with(Form.Memory.BITS_128), to, a);
    }

    /** 32 bytes of memory in both halves of 512 bits. */
    default void vbroadcasti64x4(Vec to, Operand a) {
        of2(Form.of(1, 2, 0x5B).evexWide().evexOnly().with(Form.Memory.BITS_256), to, a);
    }

    /** {@code a} with 128 bits replaced by {@code b}. */
    default void vinserti128(Vec to, Vec a, Operand b, int place) {
        of3(Form.of(1, 3, 0x38).with(Form.Memory.BITS_128), to, a, b, place);
    }

    /** {@code a} with one half of 512 bits replaced by {@code b}. */
    default void vinserti64x4(Vec to, Vec a, Operand b, int place) {
        of3(Form.of(1, 3, 0x3A).evexWide().evexOnly().with(Form.Memory.BITS_256), to, a, b, place);
    }

    default void vextracti128(Operand to, Vec from, int place) {
        emit(Form.of(1, 3, 0x39).with(Form.Memory.BITS_128), from.number(), 0, to, from, from, place);
    }

    default void vextracti64x4(Operand to, Vec from, int place) {
        emit(
                Form.of(1, 3, 0x3B).evexWide().evexOnly().with(Form.Memory.BITS_256),
                from.number(),
                0,
                to,
                from,
                from,
                place);
    }

    default void vpunpckldq(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x62).lanes(), to, a, b);
    }

    default void vpunpckhdq(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x6A).lanes(), to, a, b);
    }

    default void vpunpcklqdq(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x6C).evexWide(), to, a, b);
    }

    default void vpunpckhqdq(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 1, 0x6D).evexWide(), to, a, b);
    }

    default void vpshufb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x00), to, a, b);
    }

    default void vpshufd(Vec to, Operand a, int selection) {
        of2(Form.of(1, 1, 0x70).lanes(), to, a, selection);
    }

    default void vpermq(Vec to, Operand a, int selection) {
        of2(Form.of(1, 3, 0x00).wide(), to, a, selection);
    }

    /** 32-bit lanes of {@code b} that {@code a} numbers. */
    default void vpermd(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x36).lanes(), to, a, b);
    }

    /** Bytes of {@code b} that {@code a} numbers (VBMI). */
    default void vpermb(Vec to, Vec a, Operand b) {
        of3(Form.of(1, 2, 0x8D).evexOnly(), to, a, b);
    }

    default void vperm2i128(Vec to, Vec a, Operand b, int selection) {
        of3(Form.of(1, 3, 0x46).vexOnly(), to, a, b, selection);
    }

    default void vshufi32x4(Vec to, Vec a, Operand b, int selection) {
        of3(Form.of(1, 3, 0x43).lanes().evexOnly(), to, a, b, selection);
    }

    default void vshufps(Vec to, Vec a, Operand b, int selection) {
        of3(Form.of(0, 1, 0xC6).lanes(), to, a, b, selection);
    }

    default void vpblendd(Vec to, Vec a, Operand b, int selection) {
        of3(Form.of(1, 3, 0x02).vexOnly(), to, a, b, selection);
    }

    default void vpblendw(Vec to, Vec a, Operand b, int selection) {
        of3(Form.of(1, 3, 0x0E).vexOnly(), to, a, b, selection);
    }

    default void vpalignr(Vec to, Vec a, Operand b, int bytes) {
        of3(Form.of(1, 3, 0x0F), to, a, b, bytes);
    }

    /** Bytes moved down within each 128 bits. */
    default void vpsrldq(Vec to, Vec a, int bytes) {
        shift(Form.of(1, 1, 0x73), 3, to, a, bytes);
    }

    /** Even lanes twice. */
    default void vmovsldup(Vec to, Operand a) {
        of2(Form.of(2, 1, 0x12), to, a);
    }

    /** Odd lanes twice. */
    default void vmovshdup(Vec to, Operand a) {
        of2(Form.of(2, 1, 0x16), to, a);
    }

    /** Bits in {@code mask} for bytes that have bits in common. */
    default void vptestmb(int mask, Vec a, Operand b) {
        emit(Form.of(1, 2, 0x26).evexOnly(), mask, a.number(), b, a, a);
    }

    default void kmovq(int mask, Gpr from) {
        emit(Form.of(3, 1, 0x92).wide(), mask, 0, from, Vec.xmm(0), Vec.xmm(0));
    }
}
