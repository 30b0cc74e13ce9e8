package org.cria.emulator.lint;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Class files that know each other: which methods there are, and what calls of them give. */
final class LintedClasses {
    static final String API = "uk/ac/manchester/tornado/api/";
    static final String CONTEXT = API + "KernelContext";
    static final String ARRAYS = API + "types/";

    private final Map<String, ClassModel> classes = new HashMap<>();
    private final Map<String, MethodCode> codes = new HashMap<>();
    private final Map<String, Flow> flows = new HashMap<>();
    private final Map<String, Integer> results = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    LintedClasses(List<ClassModel> models) {
        for (ClassModel model : models) {
            classes.put(model.thisClass().asInternalName(), model);
            for (MethodModel method : model.methods()) {
                MethodCode.of(model, method).ifPresent(code -> codes.put(code.key(), code));
            }
        }
    }

    Iterable<MethodCode> codes() {
        return codes.values();
    }

    Flow flow(MethodCode code) {
        return flows.computeIfAbsent(code.key(), key -> new Flow(code));
    }

    /** The static method of these classes that is called; null for others. */
    @Nullable
    MethodCode callee(InvokeInstruction call) {
        if (call.opcode() != Opcode.INVOKESTATIC) {
            return null;
        }
        return codes.get(call.owner().asInternalName() + "." + call.name().stringValue()
                + call.type().stringValue());
    }

    /** Traits of a call's result. */
    int result(InvokeInstruction call, List<KnownValue> operands) {
        MethodCode callee = callee(call);
        if (callee != null) {
            return result(callee, operands.stream().map(KnownValue::traits).toList());
        }
        int traits = KnownValue.NEGATIVE;
        for (KnownValue operand : operands) {
            traits |= operand.traits() & (KnownValue.OF_ITEM | KnownValue.DATA);
        }
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        if (owner.equals("java/lang/Integer") && name.equals("intValue")) {
            return operands.getFirst().traits();
        }
        boolean isMath = owner.equals("java/lang/Math") || owner.equals(API + "math/TornadoMath");
        boolean isPositive = (name.startsWith("get") && name.endsWith("Size"))
                || name.equals("length")
                || name.startsWith("toUnsigned")
                || (isMath && name.equals("abs"))
                || (isMath && name.equals("max") && operands.stream().anyMatch(o -> !o.mayBeNegative()))
                || (isMath && name.equals("min") && operands.stream().noneMatch(KnownValue::mayBeNegative))
                || (isMath && name.equals("floorMod") && !operands.getLast().mayBeNegative());
        if (owner.startsWith(ARRAYS)) {
            traits |= KnownValue.DATA;
        }
        return isPositive ? traits & ~KnownValue.NEGATIVE : traits;
    }

    private int result(MethodCode callee, List<Integer> arguments) {
        String key = callee.key() + arguments;
        Integer known = results.get(key);
        if (known != null) {
            return known;
        }
        if (!open.add(key)) {
            return KnownValue.NEGATIVE | KnownValue.DATA; // it calls itself, which has a rule of its own
        }
        int traits = new ValueFlow(callee, flow(callee), this, arguments).returned() & ~KnownValue.WIDE;
        open.remove(key);
        results.put(key, traits);
        return traits;
    }

    /** Whether work-items may wait in a call, at a barrier. */
    boolean waits(InvokeInstruction call) {
        MethodCode callee = callee(call);
        if (callee == null) {
            return call.owner().asInternalName().equals(CONTEXT)
                    && call.name().stringValue().endsWith("Barrier");
        }
        if (!open.add(callee.key())) {
            return false;
        }
        boolean waits =
                callee.steps().stream().anyMatch(step -> step instanceof InvokeInstruction inner && waits(inner));
        open.remove(callee.key());
        return waits;
    }

    /** What is known of a field that is read. */
    KnownValue field(FieldInstruction field, int at, int width, String name) {
        if (field.owner().asInternalName().equals(CONTEXT)) {
            boolean isOfItem = name.startsWith("globalId") || name.startsWith("localId");
            return KnownValue.of(name, at, KnownValue.DATA | (isOfItem ? KnownValue.OF_ITEM : 0));
        }
        boolean isFinal = field.opcode() == Opcode.GETSTATIC && isFinal(field);
        return KnownValue.of("field", at, width | KnownValue.NEGATIVE | (isFinal ? 0 : KnownValue.DATA));
    }

    /** Whether a static field never changes; those of other classes are taken for such. */
    boolean isFinal(FieldInstruction field) {
        return Optional.ofNullable(classes.get(field.owner().asInternalName())).stream()
                .flatMap(owner -> owner.fields().stream())
                .filter(f -> f.fieldName().equalsString(field.name().stringValue()))
                .allMatch(f -> f.flags().has(AccessFlag.FINAL));
    }
}
