package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.util.List;

/** Shifts, divisions, comparisons and sums whose value differs on a device. What is a constant there is left alone. */
final class ArithmeticRules implements ValueFlow.Visitor {
    private final MethodCode code;
    private final Findings findings;

    ArithmeticRules(MethodCode code, Findings findings) {
        this.code = code;
        this.findings = findings;
    }

    @Override
    public void at(int step, Instruction instruction, List<KnownValue> operands) {
        switch (instruction) {
            case OperatorInstruction operator -> operator(step, operator.opcode(), operands);
            case InvokeInstruction call -> call(step, call, operands);
            default -> {}
        }
    }

    private void operator(int step, Opcode opcode, List<KnownValue> operands) {
        KnownValue first = operands.getFirst();
        KnownValue second = operands.getLast();
        switch (opcode) {
            case IUSHR, LUSHR -> {
                if (first.mayBeNegative() && first.has(KnownValue.DATA) && !isMasked(step, opcode, second)) {
                    findings.add(LintRule.UNSIGNED_SHIFT, code, step, ">>> of a number that may be negative");
                }
            }
            case IDIV, LDIV -> {
                if (isUnsafe(first) && second.isPowerOfTwo()) {
                    findings.add(
                            LintRule.NEGATIVE_DIVISION,
                            code,
                            step,
                            "/ " + second.number() + " of a number that may be negative");
                }
            }
            case FCMPL, FCMPG, DCMPL, DCMPG -> {
                if (first.equals(second)) {
                    findings.add(LintRule.NAN_COMPARISON, code, step, "a number compared with itself");
                } else if (isNan(first) || isNan(second)) {
                    findings.add(LintRule.NAN_COMPARISON, code, step, "a comparison with NaN");
                }
            }
            case FSUB, DSUB -> {
                if (isCompensation(first, second, opcode.name())) {
                    findings.add(LintRule.COMPENSATED_SUM, code, step, "a compensated sum, (t - s) - y with t = s + y");
                }
            }
            default -> {}
        }
    }

    private static boolean isUnsafe(KnownValue value) {
        return value.mayBeNegative() && value.has(KnownValue.DATA);
    }

    private static boolean isNan(KnownValue value) {
        return (value.number() instanceof Float f && Float.isNaN(f))
                || (value.number() instanceof Double d && Double.isNaN(d));
    }

    /** {@code (t - s) - y} where {@code t} is {@code s + y}, the error of a sum. */
    private static boolean isCompensation(KnownValue first, KnownValue second, String subtraction) {
        if (!first.is(subtraction) || first.operands().size() != 2) {
            return false;
        }
        KnownValue sum = first.operands().getFirst();
        KnownValue part = first.operands().getLast();
        return sum.is(subtraction.charAt(0) + "ADD")
                && sum.operands().size() == 2
                && sum.operands().contains(part)
                && sum.operands().contains(second)
                && !part.equals(second);
    }

    /** A mask of fewer bits than the shift leaves: the sign's copies are cut off, so that signed is right too. */
    private boolean isMasked(int step, Opcode shift, KnownValue distance) {
        if (distance.number() == null || step + 2 >= code.steps().size()) {
            return false;
        }
        int bits = shift == Opcode.IUSHR ? 32 : 64;
        int left = bits - (distance.number().intValue() & (bits - 1));
        Instruction next = code.steps().get(step + 1);
        if (next.opcode() == Opcode.L2I) {
            return left > 32;
        }
        Instruction mask = code.steps().get(step + 2);
        if (mask.opcode() != Opcode.IAND && mask.opcode() != Opcode.LAND) {
            return false;
        }
        return next instanceof ConstantInstruction constant
                && constant.constantValue() instanceof Number number
                && number.longValue() >= 0
                && 64 - Long.numberOfLeadingZeros(number.longValue()) < left;
    }

    private void call(int step, InvokeInstruction call, List<KnownValue> operands) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        boolean isNumber = owner.equals("java/lang/Integer") || owner.equals("java/lang/Long");
        if (isNumber && (name.equals("rotateLeft") || name.equals("rotateRight"))) {
            if (isUnsafe(operands.getFirst())) {
                findings.add(LintRule.UNSIGNED_SHIFT, code, step, name + " of a number that may be negative");
            }
        } else if (isNumber && name.endsWith("Unsigned")) {
            findings.add(LintRule.UNSIGNED_COMPARISON, code, step, name);
        } else if (owner.equals("java/lang/Math") && (name.equals("floorDiv") || name.equals("ceilDiv"))) {
            if (isUnsafe(operands.getFirst()) && operands.getLast().isPowerOfTwo()) {
                findings.add(
                        LintRule.NEGATIVE_DIVISION,
                        code,
                        step,
                        name + " by " + operands.getLast().number() + " of a number that may be negative");
            }
        } else if ((owner.equals("java/lang/Float") || owner.equals("java/lang/Double"))
                && (name.equals("isNaN") || name.equals("isFinite") || name.equals("isInfinite"))) {
            findings.add(LintRule.NAN_COMPARISON, code, step, name);
        }
    }
}
