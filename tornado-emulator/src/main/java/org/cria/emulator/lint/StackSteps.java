package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.cria.emulator.lint.ValueFlow.State;

/** One instruction after the other: what it takes from the stack, and what is known of what it puts there. */
final class StackSteps {
    private final MethodCode code;
    private final State state;
    private final LintedClasses program;
    private final List<KnownValue> stack;
    private int returned;

    StackSteps(MethodCode code, State state, LintedClasses program) {
        this.code = code;
        this.state = state;
        this.program = program;
        this.stack = state.stack();
    }

    int returned() {
        return returned;
    }

    /** Follows an instruction; what it took from the stack, lowest first. */
    List<KnownValue> follow(int at) {
        return switch (code.steps().get(at)) {
            case LoadInstruction load -> {
                KnownValue held = state.variables().get(load.slot());
                push(held == null ? unknown(at, load.typeKind()) : held);
                yield List.of();
            }
            case StoreInstruction store -> {
                List<KnownValue> taken = pop(1);
                state.variables().put(store.slot(), taken.getFirst());
                yield taken;
            }
            case IncrementInstruction increment -> {
                increment(at, increment);
                yield List.of();
            }
            case ConstantInstruction constant -> {
                push(constant(at, constant));
                yield List.of();
            }
            case ConvertInstruction convert -> convert(at, convert);
            case OperatorInstruction operator -> operate(at, operator.opcode());
            case StackInstruction move -> {
                move(move.opcode());
                yield List.of();
            }
            case ArrayLoadInstruction load -> {
                List<KnownValue> taken = pop(2);
                int item = taken.getLast().traits() & KnownValue.OF_ITEM;
                int sign = load.typeKind() == TypeKind.CHAR ? 0 : KnownValue.NEGATIVE;
                push(KnownValue.of(
                        "element", at, item | sign | KnownValue.DATA | width(load.typeKind()), array(taken)));
                yield taken;
            }
            case ArrayStoreInstruction store -> pop(3);
            case FieldInstruction field -> field(at, field);
            case InvokeInstruction call -> call(at, call);
            case InvokeDynamicInstruction call -> {
                List<KnownValue> taken = pop(call.typeSymbol().parameterCount());
                result(at, "lambda", call.typeSymbol(), KnownValue.DATA | KnownValue.NEGATIVE);
                yield taken;
            }
            default -> other(at, code.steps().get(at));
        };
    }

    private static KnownValue[] array(List<KnownValue> values) {
        return values.toArray(KnownValue[]::new);
    }

    private List<KnownValue> other(int at, Instruction step) {
        return switch (step) {
            case NewPrimitiveArrayInstruction create -> made(at, pop(1), "array");
            case NewReferenceArrayInstruction create -> made(at, pop(1), "objects");
            case NewMultiArrayInstruction create -> made(at, pop(create.dimensions()), "objects");
            case NewObjectInstruction create -> made(at, List.of(), "object");
            case TypeCheckInstruction check -> {
                if (check.opcode() == Opcode.INSTANCEOF) {
                    yield made(at, pop(1), "instanceof");
                }
                yield List.of();
            }
            case BranchInstruction branch -> {
                String name = branch.opcode().name();
                yield pop(name.startsWith("GOTO") ? 0 : name.startsWith("IF_") ? 2 : 1);
            }
            case ReturnInstruction end -> {
                if (end.typeKind() == TypeKind.VOID) {
                    yield List.of();
                }
                List<KnownValue> taken = pop(1);
                returned |= taken.getFirst().traits();
                yield taken;
            }
            case TableSwitchInstruction choice -> pop(1);
            case LookupSwitchInstruction choice -> pop(1);
            case ThrowInstruction end -> pop(1);
            case MonitorInstruction monitor -> pop(1);
            default -> List.of();
        };
    }

    private List<KnownValue> made(int at, List<KnownValue> taken, String what) {
        push(KnownValue.of(what, at, KnownValue.DATA));
        return taken;
    }

    private void push(KnownValue value) {
        stack.add(value);
    }

    private List<KnownValue> pop(int count) {
        List<KnownValue> taken = new ArrayList<>();
        for (int i = 0; i < count && !stack.isEmpty(); i++) {
            taken.addFirst(stack.removeLast());
        }
        return taken;
    }

    private static int width(TypeKind kind) {
        return kind.slotSize() == 2 ? KnownValue.WIDE : 0;
    }

    private static KnownValue unknown(int at, TypeKind kind) {
        return KnownValue.of("unknown", at, KnownValue.DATA | KnownValue.NEGATIVE | width(kind));
    }

    private static KnownValue constant(int at, ConstantInstruction constant) {
        return constant.constantValue() instanceof Number number
                ? KnownValue.constant(at, number)
                : KnownValue.of("constant", at, 0);
    }

    private void increment(int at, IncrementInstruction increment) {
        KnownValue before = state.variables().get(increment.slot());
        if (before != null) {
            int sign = increment.constant() < 0 ? KnownValue.NEGATIVE : 0;
            state.variables()
                    .put(
                            increment.slot(),
                            KnownValue.of(
                                    "IADD",
                                    at,
                                    before.traits() | sign,
                                    before,
                                    KnownValue.constant(at, increment.constant())));
        }
    }

    private List<KnownValue> convert(int at, ConvertInstruction convert) {
        List<KnownValue> taken = pop(1);
        int from = taken.getFirst().traits() & ~KnownValue.WIDE;
        int traits = switch (convert.opcode()) {
            case I2C -> from & ~KnownValue.NEGATIVE;
            case I2B, I2S, F2I, F2L, D2I, D2L -> from | KnownValue.NEGATIVE;
            default -> from;
        };
        push(KnownValue.of(convert.opcode().name(), at, traits | width(convert.toType()), array(taken)));
        return taken;
    }

    private List<KnownValue> operate(int at, Opcode opcode) {
        String name = opcode.name();
        boolean isUnary = name.endsWith("NEG") || opcode == Opcode.ARRAYLENGTH;
        List<KnownValue> taken = pop(isUnary ? 1 : 2);
        push(KnownValue.of(name, at, Signs.of(opcode, taken), array(taken)));
        return taken;
    }

    private List<KnownValue> field(int at, FieldInstruction field) {
        String name = field.name().stringValue();
        List<KnownValue> taken =
                field.opcode() == Opcode.GETSTATIC ? List.of() : pop(field.opcode() == Opcode.PUTFIELD ? 2 : 1);
        if (field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC) {
            push(program.field(field, at, width(TypeKind.from(field.typeSymbol())), name));
        }
        return taken;
    }

    private List<KnownValue> call(int at, InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        List<KnownValue> taken = pop(type.parameterCount() + (call.opcode() == Opcode.INVOKESTATIC ? 0 : 1));
        int traits = program.result(call, taken);
        if (TypeKind.from(type.returnType()) != TypeKind.VOID) {
            String what = call.owner().asInternalName() + "." + call.name().stringValue();
            push(KnownValue.of(what, at, traits | width(TypeKind.from(type.returnType())), array(taken)));
        }
        return taken;
    }

    private void result(int at, String what, MethodTypeDesc type, int traits) {
        if (TypeKind.from(type.returnType()) != TypeKind.VOID) {
            push(KnownValue.of(what, at, traits | width(TypeKind.from(type.returnType()))));
        }
    }

    private void move(Opcode opcode) {
        KnownValue top = stack.removeLast();
        switch (opcode) {
            case POP -> {}
            case POP2 -> {
                if (!top.has(KnownValue.WIDE)) {
                    stack.removeLast();
                }
            }
            case SWAP -> stack.add(stack.size() - 1, top);
            case DUP -> copy(List.of(top), 0);
            case DUP_X1 -> copy(List.of(top), 1);
            case DUP_X2 -> copy(List.of(top), stack.getLast().has(KnownValue.WIDE) ? 1 : 2);
            default -> {
                List<KnownValue> both = top.has(KnownValue.WIDE) ? List.of(top) : List.of(stack.removeLast(), top);
                int under = opcode == Opcode.DUP2 ? 0 : 1;
                boolean isDeep = opcode == Opcode.DUP2_X2 && !stack.getLast().has(KnownValue.WIDE);
                copy(both, isDeep ? 2 : under);
            }
        }
    }

    /** Puts values back, and copies of them below the {@code under} next ones. */
    private void copy(List<KnownValue> values, int under) {
        stack.addAll(stack.size() - under, values);
        stack.addAll(values);
    }
}
