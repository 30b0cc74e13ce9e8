package org.cria.emulator.lint;

import java.lang.classfile.Opcode;
import java.util.List;

/** Which results of arithmetic may be negative. Overflow is left out: sizes and indices are far from it. */
final class Signs {
    private Signs() {}

    /** Traits of what an operator makes of values. */
    static int of(Opcode opcode, List<KnownValue> values) {
        if (opcode == Opcode.ARRAYLENGTH) {
            return 0;
        }
        String name = opcode.name();
        int all = 0;
        for (KnownValue value : values) {
            all |= value.traits();
        }
        boolean isComparison = name.contains("CMP");
        int width = isComparison ? 0 : values.getFirst().traits() & KnownValue.WIDE;
        int rest = all & (KnownValue.OF_ITEM | KnownValue.DATA);
        return rest | width | (isComparison || mayBeNegative(opcode, values) ? KnownValue.NEGATIVE : 0);
    }

    private static boolean mayBeNegative(Opcode opcode, List<KnownValue> values) {
        boolean first = values.getFirst().mayBeNegative();
        boolean second = values.getLast().mayBeNegative();
        return switch (opcode) {
            case IADD, LADD, IMUL, LMUL, IDIV, LDIV, IOR, LOR, IXOR, LXOR -> first || second;
            case IREM, LREM, ISHR, LSHR, ISHL, LSHL -> first;
            case IUSHR, LUSHR ->
                first
                        && !(values.getLast().number() != null
                                && values.getLast().number().intValue() > 0);
            case IAND, LAND -> first && second;
            case FADD, FMUL, FDIV, DADD, DMUL, DDIV -> false;
            default -> true;
        };
    }
}
