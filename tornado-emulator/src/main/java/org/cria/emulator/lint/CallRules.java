package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Set;

/** Calls, fields and types that TornadoVM refuses or gets wrong. */
final class CallRules implements ValueFlow.Visitor {
    private static final Set<String> SUBGROUP = Set.of("simdSum", "simdShuffleDown", "simdBroadcastFirst");
    private static final Set<String> REFUSED = Set.of(
            "java/lang/Math.fma",
            "java/lang/Math.round",
            "java/lang/Math.rint",
            "java/lang/Float.floatToFloat16",
            "java/lang/Float.intBitsToFloat",
            "java/lang/Integer.numberOfLeadingZeros",
            "java/lang/Long.numberOfLeadingZeros");

    private final MethodCode code;
    private final LintedClasses program;
    private final Findings findings;

    CallRules(MethodCode code, LintedClasses program, Findings findings) {
        this.code = code;
        this.program = program;
        this.findings = findings;
    }

    @Override
    public void at(int step, Instruction instruction, List<KnownValue> operands) {
        switch (instruction) {
            case InvokeInstruction call -> call(step, call, operands);
            case InvokeDynamicInstruction call -> dynamic(step, call);
            case FieldInstruction field -> field(step, field);
            case NewPrimitiveArrayInstruction create -> {
                if (create.typeKind() == TypeKind.BOOLEAN) {
                    findings.add(LintRule.REFUSED_CODE, code, step, "boolean[]; an int[] is taken");
                }
            }
            default -> {}
        }
    }

    private void call(int step, InvokeInstruction call, List<KnownValue> operands) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String simple = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        if (owner.equals(LintedClasses.CONTEXT) && SUBGROUP.contains(name)) {
            findings.add(LintRule.SUBGROUP_ON_OPENCL, code, step, name);
        } else if (owner.equals("java/lang/Float") && name.equals("float16ToFloat")) {
            findings.add(LintRule.WRONG_CALL, code, step, simple);
        } else if (REFUSED.contains(owner + "." + name) || isRefused(call, owner, name)) {
            findings.add(LintRule.REFUSED_CODE, code, step, simple);
        } else if (program.callee(call) != null) {
            for (int i = 0; i < operands.size(); i++) {
                ClassDesc type = call.typeSymbol().parameterType(i);
                if (type.isArray()) {
                    findings.add(
                            LintRule.ARRAY_HANDED_ON, code, step, "a " + type.displayName() + " handed to " + simple);
                }
            }
        }
    }

    private static boolean isRefused(InvokeInstruction call, String owner, String name) {
        ClassDesc first = call.typeSymbol().parameterCount() == 0
                ? call.owner().asSymbol()
                : call.typeSymbol().parameterType(0);
        return (owner.equals("java/lang/Math")
                        && name.equals("abs")
                        && first.descriptorString().equals("I"))
                || (owner.endsWith("/QuantizationUtils") && name.startsWith("dp4a"))
                || (name.equals("atomicAdd") && first.displayName().equals("FloatArray"));
    }

    private void dynamic(int step, InvokeDynamicInstruction call) {
        if (call.name().equalsString("typeSwitch")) {
            findings.add(LintRule.REFUSED_CODE, code, step, "a switch over types; an int and ifs are taken");
        }
    }

    private void field(int step, FieldInstruction field) {
        String name = field.name().stringValue();
        switch (field.opcode()) {
            case GETSTATIC -> {
                if (field.typeSymbol().isArray()) {
                    findings.add(LintRule.REFUSED_CODE, code, step, "the static array " + name);
                } else if (!program.isFinal(field)) {
                    findings.add(LintRule.STATIC_FIELD, code, step, "the static field " + name);
                }
            }
            case PUTSTATIC -> findings.add(LintRule.STATIC_FIELD, code, step, "the static field " + name);
            default -> {}
        }
    }
}
