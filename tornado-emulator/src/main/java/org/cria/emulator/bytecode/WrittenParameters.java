package org.cria.emulator.bytecode;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters of a method hold arrays that it may write, itself or by a method it calls. It follows, for each
 * place of the stack, which parameters may have come there; a variable may hold whatever any instruction stores in it.
 * So nothing written is missed, and a branch that never runs counts.
 */
final class WrittenParameters {
    private static final Set<Integer> NONE = Set.of();

    private final MethodSource method;
    private final KernelMethods sources;
    private final Map<String, Set<Integer>> known;
    /** By slot. */
    private final Map<Integer, Set<Integer>> variables = new HashMap<>();
    /** The stack where branches arrive, bottom first. */
    private final Map<Label, List<Set<Integer>>> arrivals = new HashMap<>();

    private final Set<Integer> written = new TreeSet<>();
    /** Bottom first, two places for a long or double; null where no instruction has led yet. */
    private @Nullable List<Set<Integer>> stack;

    private boolean changed;

    private WrittenParameters(MethodSource method, KernelMethods sources, Map<String, Set<Integer>> known) {
        this.method = method;
        this.sources = sources;
        this.known = known;
    }

    /** Numbers of the kernel's parameters, from 0, ascending; its code must have been copied, and so checked, before. */
    static List<Integer> of(MethodSource kernel, KernelMethods sources) {
        Map<String, Set<Integer>> known = new HashMap<>();
        for (MethodSource method : sources.all()) { // what a method calls comes before it
            known.put(method.copyName(), new WrittenParameters(method, sources, known).find());
        }
        return known.getOrDefault(kernel.copyName(), NONE).stream().sorted().toList();
    }

    private Set<Integer> find() {
        int slot = 0;
        int number = 0;
        for (ClassDesc parameter : method.method().methodTypeSymbol().parameterList()) {
            variables.put(slot, Set.of(number++));
            slot += TypeKind.from(parameter).slotSize();
        }
        do {
            changed = false;
            stack = new ArrayList<>();
            for (CodeElement element : method.code()) {
                if (element instanceof LabelTarget target) {
                    stack = joined(target.label(), stack);
                } else if (element instanceof Instruction instruction && stack != null) {
                    follow(instruction, stack);
                }
            }
        } while (changed);
        return Set.copyOf(written);
    }

    /** The stack at a label; {@code from} there comes, or may come, to it. */
    private @Nullable List<Set<Integer>> joined(Label label, @Nullable List<Set<Integer>> from) {
        List<Set<Integer>> arrived = arrivals.get(label);
        if (arrived == null || from == null) {
            return from == null && arrived != null ? new ArrayList<>(arrived) : from;
        }
        List<Set<Integer>> both = new ArrayList<>();
        for (int i = 0; i < arrived.size(); i++) {
            both.add(union(arrived.get(i), from.get(i)));
        }
        return both;
    }

    private void arrive(Label label, List<Set<Integer>> from) {
        List<Set<Integer>> before = arrivals.get(label);
        List<Set<Integer>> after = before == null ? List.copyOf(from) : List.copyOf(joined(label, from));
        changed |= !after.equals(before);
        arrivals.put(label, after);
    }

    private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
        Set<Integer> both = new TreeSet<>(one);
        both.addAll(other);
        return Set.copyOf(both);
    }

    private void follow(Instruction instruction, List<Set<Integer>> top) {
        switch (instruction) {
            case LoadInstruction load ->
                push(
                        top,
                        load.typeKind(),
                        load.typeKind() == TypeKind.REFERENCE ? variables.getOrDefault(load.slot(), NONE) : NONE);
            case StoreInstruction store -> {
                Set<Integer> value = pop(top, store.typeKind().slotSize());
                Set<Integer> before = variables.getOrDefault(store.slot(), NONE);
                changed |= !before.containsAll(value);
                variables.put(store.slot(), union(before, value));
            }
            case ConstantInstruction constant -> push(top, constant.typeKind(), NONE);
            case ConvertInstruction convert -> {
                pop(top, convert.fromType().slotSize());
                push(top, convert.toType(), NONE);
            }
            case OperatorInstruction operator -> operate(operator.opcode(), top);
            case StackInstruction move -> move(move.opcode(), top);
            case ArrayLoadInstruction load -> {
                pop(top, 2);
                push(top, load.typeKind(), NONE);
            }
            case ArrayStoreInstruction store -> pop(top, 2 + store.typeKind().slotSize());
            case FieldInstruction field -> {
                pop(top, field.opcode() == Opcode.GETFIELD ? 1 : 0);
                push(top, TypeKind.from(field.typeSymbol()), NONE);
            }
            case InvokeInstruction call -> call(call, top);
            case NewObjectInstruction create -> push(top, TypeKind.REFERENCE, NONE);
            case NewReferenceArrayInstruction create -> {
                pop(top, 1);
                push(top, TypeKind.REFERENCE, NONE);
            }
            case NewPrimitiveArrayInstruction create -> {
                pop(top, 1);
                push(top, TypeKind.REFERENCE, NONE);
            }
            case IncrementInstruction increment -> {}
            case NopInstruction nothing -> {}
            default -> leave(instruction, top);
        }
    }

    private void leave(Instruction instruction, List<Set<Integer>> top) {
        switch (instruction) {
            case BranchInstruction branch -> {
                String name = branch.opcode().name();
                boolean always = name.startsWith("GOTO");
                pop(top, always ? 0 : name.startsWith("IF_") ? 2 : 1);
                arrive(branch.target(), top);
                stack = always ? null : top;
            }
            case TableSwitchInstruction choice -> choose(choice.defaultTarget(), choice.cases(), top);
            case LookupSwitchInstruction choice -> choose(choice.defaultTarget(), choice.cases(), top);
            case ReturnInstruction end -> stack = null;
            default -> throw new IllegalStateException(method.name() + " has " + instruction);
        }
    }

    private void choose(Label otherwise, List<SwitchCase> cases, List<Set<Integer>> top) {
        pop(top, 1);
        arrive(otherwise, top);
        cases.forEach(each -> arrive(each.target(), top));
        stack = null;
    }

    private static void push(List<Set<Integer>> top, TypeKind kind, Set<Integer> value) {
        for (int i = 0; i < kind.slotSize(); i++) {
            top.add(value);
        }
    }

    /** Takes places off; what the lowest of them held. */
    private static Set<Integer> pop(List<Set<Integer>> top, int places) {
        Set<Integer> value = NONE;
        for (int i = 0; i < places; i++) {
            value = top.removeLast();
        }
        return value;
    }

    /** Opcodes are named by the type of their operands, as in {@code LCMP}. */
    private static void operate(Opcode opcode, List<Set<Integer>> top) {
        String name = opcode.name();
        int places = name.startsWith("L") || name.startsWith("D") ? 2 : 1;
        if (name.contains("CMP")) {
            pop(top, 2 * places);
            push(top, TypeKind.INT, NONE);
        } else if (opcode == Opcode.ARRAYLENGTH) {
            pop(top, 1);
            push(top, TypeKind.INT, NONE);
        } else if (name.endsWith("SHL") || name.endsWith("SHR")) {
            pop(top, 1);
        } else if (!name.endsWith("NEG")) {
            pop(top, places);
        }
    }

    private static void move(Opcode opcode, List<Set<Integer>> top) {
        switch (opcode) {
            case POP -> pop(top, 1);
            case POP2 -> pop(top, 2);
            case DUP -> copy(top, 1, 0);
            case DUP_X1 -> copy(top, 1, 1);
            case DUP_X2 -> copy(top, 1, 2);
            case DUP2 -> copy(top, 2, 0);
            case DUP2_X1 -> copy(top, 2, 1);
            case DUP2_X2 -> copy(top, 2, 2);
            default -> top.add(top.size() - 1, top.removeLast()); // swap
        }
    }

    /** Copies the uppermost places to below the {@code under} next ones. */
    private static void copy(List<Set<Integer>> top, int places, int under) {
        List<Set<Integer>> copied = List.copyOf(top.subList(top.size() - places, top.size()));
        top.addAll(top.size() - places - under, copied);
    }

    private void call(InvokeInstruction call, List<Set<Integer>> top) {
        List<Set<Integer>> arguments = new ArrayList<>();
        for (ClassDesc parameter : call.typeSymbol().parameterList().reversed()) {
            arguments.addFirst(pop(top, TypeKind.from(parameter).slotSize()));
        }
        Set<Integer> result = NONE;
        MethodSource callee = sources.find(
                call.owner().asInternalName(),
                call.name().stringValue(),
                call.type().stringValue());
        if (call.opcode() != Opcode.INVOKESTATIC) {
            Set<Integer> receiver = pop(top, 1);
            if (call.name().equalsString("<init>")
                    && Types.collection(call.owner().asSymbol()).isPresent()) {
                top.set(top.size() - 1, arguments.stream().reduce(NONE, WrittenParameters::union));
                return;
            }
            if (call.name().equalsString("atomicAdd")) {
                written.addAll(arguments.getFirst());
            }
            if (Types.copy(call.owner().asSymbol())
                            .filter(type -> type.equals(Types.BUFFER) || type.equals(Types.MATRIX))
                            .isPresent()
                    && !call.name().stringValue().startsWith("get")) {
                written.addAll(receiver);
            }
        } else if (callee != null) {
            known.getOrDefault(callee.copyName(), NONE).forEach(number -> written.addAll(arguments.get(number)));
            for (Set<Integer> argument : arguments) {
                result = union(result, argument);
            }
        }
        push(top, TypeKind.from(call.typeSymbol().returnType()), result);
    }
}
