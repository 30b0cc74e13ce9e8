package org.cria.kernels.backend.cpu.x86.asm;

/**
 * Writes x86-64 machine code, a method for each instruction, operands in Intel's order. Vector instructions take the VEX encoding where it
 * can name the operands, and EVEX (AVX-512) where it cannot.
 */
public final class Assembler implements VectorIntegers, VectorFloats, VectorMoves {
    private final Code code = new Code();

    /** The code so far, jumps to labels that are not bound yet left open. */
    public byte[] bytes() {
        return code.toArray();
    }

    /** Bytes so far: where the next instruction begins. */
    public int length() {
        return code.length();
    }

    /** Names this place. */
    public void bind(Label label) {
        code.bind(label);
    }

    /** Bytes of no meaning until a multiple of {@code bytes} is reached: the beginning of a loop runs best there. */
    public void align(int bytes) {
        while (code.length() % bytes != 0) {
            code.put(0x90);
        }
    }

    @Override
    public void emit(Form form, int reg, int second, Operand rm, Vec sized, Vec destination) {
        code.vector(form, reg, second, rm, sized, destination);
    }

    @Override
    public void emit(Form form, int reg, int second, Operand rm, Vec sized, Vec destination, int immediate) {
        code.vector(form, reg, second, rm, sized, destination);
        code.put(immediate);
    }

    public void mov(Gpr to, Gpr from) {
        code.plain(true, from.ordinal(), to, 0x89);
    }

    public void mov(Gpr to, Mem from) {
        code.plain(true, to.ordinal(), from, 0x8B);
    }

    public void mov(Mem to, Gpr from) {
        code.plain(true, from.ordinal(), to, 0x89);
    }

    public void mov(Gpr to, int value) {
        code.plain(true, 0, to, 0xC7);
        code.putInt(value);
    }

    /** The low 32 bits; from memory or to a register the high ones become 0. */
    public void movd(Gpr to, Mem from) {
        code.plain(false, to.ordinal(), from, 0x8B);
    }

    public void movd(Mem to, Gpr from) {
        code.plain(false, from.ordinal(), to, 0x89);
    }

    public void movzxByte(Gpr to, Mem from) {
        code.plain(true, to.ordinal(), from, 0x0F, 0xB6);
    }

    public void movzxWord(Gpr to, Mem from) {
        code.plain(true, to.ordinal(), from, 0x0F, 0xB7);
    }

    public void lea(Gpr to, Mem address) {
        code.plain(true, to.ordinal(), address, 0x8D);
    }

    /** The address of a place in this code. */
    public void lea(Gpr to, Label place) {
        code.put(to.ordinal() > 7 ? 0x4C : 0x48);
        code.put(0x8D);
        code.put((to.ordinal() & 7) << 3 | 5);
        code.putDistance(place);
    }

    /** Bytes that are read, not run. */
    public void data(byte[] bytes) {
        for (byte b : bytes) {
            code.put(b);
        }
    }

    public void add(Gpr to, Gpr value) {
        code.plain(true, value.ordinal(), to, 0x01);
    }

    public void add(Gpr to, int value) {
        withImmediate(0, to, value);
    }

    public void and(Gpr to, int value) {
        withImmediate(4, to, value);
    }

    public void sub(Gpr to, Gpr value) {
        code.plain(true, value.ordinal(), to, 0x29);
    }

    public void sub(Gpr to, int value) {
        withImmediate(5, to, value);
    }

    public void cmp(Gpr a, Gpr b) {
        code.plain(true, b.ordinal(), a, 0x39);
    }

    public void cmp(Gpr a, int value) {
        withImmediate(7, a, value);
    }

    public void test(Gpr a, Gpr b) {
        code.plain(true, b.ordinal(), a, 0x85);
    }

    public void imul(Gpr to, Gpr factor) {
        code.plain(true, to.ordinal(), factor, 0x0F, 0xAF);
    }

    public void shl(Gpr to, int count) {
        code.plain(true, 4, to, 0xC1);
        code.put(count);
    }

    public void shr(Gpr to, int count) {
        code.plain(true, 5, to, 0xC1);
        code.put(count);
    }

    private void withImmediate(int digit, Gpr to, int value) {
        if ((byte) value == value) {
            code.plain(true, digit, to, 0x83);
            code.put(value);
        } else {
            code.plain(true, digit, to, 0x81);
            code.putInt(value);
        }
    }

    public void push(Gpr from) {
        inOpcode(0x50, from);
    }

    public void pop(Gpr to) {
        inOpcode(0x58, to);
    }

    private void inOpcode(int opcode, Gpr register) {
        if (register.ordinal() > 7) {
            code.put(0x41);
        }
        code.put(opcode | register.ordinal() & 7);
    }

    public void jmp(Label label) {
        code.put(0xE9);
        code.putDistance(label);
    }

    public void call(Label label) {
        code.put(0xE8);
        code.putDistance(label);
    }

    /** Jumps where the last comparison was equal, or the last result 0. */
    public void je(Label label) {
        jumpIf(0x84, label);
    }

    public void jne(Label label) {
        jumpIf(0x85, label);
    }

    /** Jumps where the first of two unsigned numbers was below the second, or a subtraction borrowed. */
    public void jb(Label label) {
        jumpIf(0x82, label);
    }

    public void jae(Label label) {
        jumpIf(0x83, label);
    }

    private void jumpIf(int condition, Label label) {
        code.put(0x0F);
        code.put(condition);
        code.putDistance(label);
    }

    /** Asks for a cache line, in the first-level cache. */
    public void prefetcht0(Mem address) {
        code.plain(false, 1, address, 0x0F, 0x18);
    }

    /** Asks for a cache line, in the second-level cache. */
    public void prefetcht1(Mem address) {
        code.plain(false, 2, address, 0x0F, 0x18);
    }

    /** Before other code that may use SSE: without it that runs slowly. */
    public void vzeroupper() {
        code.put(0xC5);
        code.put(0xF8);
        code.put(0x77);
    }

    public void cpuid() {
        code.put(0x0F);
        code.put(0xA2);
    }

    public void xgetbv() {
        code.put(0x0F);
        code.put(0x01);
        code.put(0xD0);
    }

    public void ret() {
        code.put(0xC3);
    }
}
