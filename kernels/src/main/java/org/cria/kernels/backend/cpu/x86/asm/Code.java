package org.cria.kernels.backend.cpu.x86.asm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of machine code in the making: operands' bytes, labels, and the prefixes of vector instructions. */
final class Code {
    private byte[] bytes = new byte[4096];
    private int length;

    int length() {
        return length;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            put(value >> shift);
        }
    }

    /** The 32-bit distance from its own end to the label, now or once it is bound. */
    void putDistance(Label label) {
        if (label.bound()) {
            putInt(label.place() - (length + Integer.BYTES));
        } else {
            label.addJump(length);
            putInt(0);
        }
    }

    void bind(Label label) {
        label.bind(length);
        for (int jump : label.jumps()) {
            int distance = length - (jump + Integer.BYTES);
            for (int i = 0; i < Integer.BYTES; i++) {
                bytes[jump + i] = (byte) (distance >> (Byte.SIZE * i));
            }
        }
    }

    /**
     * A REX prefix, opcode bytes and operands.
     *
     * @param reg the register operand's number, or the opcode's own digit
     */
    void plain(boolean wide, int reg, Operand rm, int... opcode) {
        int rex = (wide ? 8 : 0) | (reg >> 3 & 1) << 2 | indexBit(rm) << 1 | baseBit(rm);
        if (rex != 0) {
            put(0x40 | rex);
        }
        for (int part : opcode) {
            put(part);
        }
        operands(reg, rm, 1);
    }

    /**
     * A vector instruction without what may follow its operands.
     *
     * @param reg number of the operand that is always a register
     * @param second number of the operand that the prefix names, 0 if none
     * @param sized whose size is the instruction's
     * @param destination whose mask counts
     */
    void vector(Form form, int reg, int second, Operand rm, Vec sized, @Nullable Vec destination) {
        boolean broadcast = rm instanceof Mem m && m.broadcast();
        boolean masked = destination != null && destination.mask() != 0;
        boolean evex = form.vexW() < 0
                || sized.bytes() == 64
                || reg > 15
                || second > 15
                || rm instanceof Vec v && v.number() > 15
                || broadcast
                || masked;
        if (evex && form.evexW() < 0) {
            throw new IllegalArgumentException(
                    "opcode " + Integer.toHexString(form.opcode()) + " has no EVEX encoding");
        }
        if (broadcast && form.memory() != Form.Memory.FULL) {
            throw new IllegalArgumentException("opcode " + Integer.toHexString(form.opcode()) + " has no broadcast");
        }
        if (evex) {
            evex(form, reg, second, rm, sized, broadcast, masked ? destination : null);
            put(form.opcode());
            operands(reg, rm, form.memoryBytes(sized.bytes(), broadcast));
        } else {
            vex(form, reg, second, rm, sized);
            put(form.opcode());
            operands(reg, rm, 1);
        }
    }

    private void vex(Form form, int reg, int second, Operand rm, Vec sized) {
        int last = (~second & 15) << 3 | (sized.bytes() == 32 ? 4 : 0) | form.prefix();
        int r = ~reg >> 3 & 1;
        if (indexBit(rm) == 0 && baseBit(rm) == 0 && form.vexW() == 0 && form.map() == 1) {
            put(0xC5);
            put(r << 7 | last);
        } else {
            put(0xC4);
            put(r << 7 | (1 - indexBit(rm)) << 6 | (1 - baseBit(rm)) << 5 | form.map());
            put(form.vexW() << 7 | last);
        }
    }

    private void evex(Form form, int reg, int second, Operand rm, Vec sized, boolean broadcast, @Nullable Vec masked) {
        // A register's fifth bit lies where an address has the fourth of its index.
        int x = rm instanceof Vec v ? v.number() >> 4 & 1 : indexBit(rm);
        put(0x62);
        put((~reg >> 3 & 1) << 7 | (1 - x) << 6 | (1 - baseBit(rm)) << 5 | (~reg >> 4 & 1) << 4 | form.map());
        put(form.evexW() << 7 | (~second & 15) << 3 | 4 | form.prefix());
        int mask = masked == null ? 0 : (masked.zeroing() ? 0x80 : 0) | masked.mask();
        int size = sized.bytes() == 64 ? 2 : sized.bytes() == 32 ? 1 : 0;
        put(mask | size << 5 | (broadcast ? 0x10 : 0) | (~second >> 4 & 1) << 3);
    }

    private static int indexBit(Operand rm) {
        return rm instanceof Mem m && m.index() != null ? m.index().ordinal() >> 3 : 0;
    }

    private static int baseBit(Operand rm) {
        return switch (rm) {
            case Gpr r -> r.ordinal() >> 3;
            case Vec v -> v.number() >> 3 & 1;
            case Mem m -> m.base().ordinal() >> 3;
        };
    }

    /** ModRM, SIB and displacement; a short displacement counts {@code unit} bytes. */
    private void operands(int reg, Operand rm, int unit) {
        int middle = (reg & 7) << 3;
        switch (rm) {
            case Gpr r -> put(0xC0 | middle | r.ordinal() & 7);
            case Vec v -> put(0xC0 | middle | v.number() & 7);
            case Mem m -> address(middle, m, unit);
        }
    }

    private void address(int middle, Mem m, int unit) {
        int base = m.base().ordinal() & 7;
        int displacement = m.displacement();
        boolean isShort = displacement % unit == 0 && (byte) (displacement / unit) == displacement / unit;
        // RBP and R13 cannot stand without a displacement, RSP and R12 not without a SIB byte.
        int mode = displacement == 0 && base != 5 ? 0 : isShort ? 0x40 : 0x80;
        Gpr index = m.index();
        if (index != null || base == 4) {
            put(mode | middle | 4);
            int indexBits = index == null ? 4 : index.ordinal() & 7;
            put(Integer.numberOfTrailingZeros(m.scale()) << 6 | indexBits << 3 | base);
        } else {
            put(mode | middle | base);
        }
        if (mode == 0x40) {
            put(displacement / unit);
        } else if (mode == 0x80) {
            putInt(displacement);
        }
    }
}
