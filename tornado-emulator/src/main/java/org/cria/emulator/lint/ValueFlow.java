package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.emulator.lint.Flow.Block;
import org.jspecify.annotations.Nullable;

/**
 * Follows a method's values along all ways through it until nothing new is learnt: which may be negative, which differ
 * between work-items, how each was made.
 */
final class ValueFlow {
    /** What an instruction takes from the stack, lowest first. */
    interface Visitor {
        void at(int step, Instruction instruction, List<KnownValue> operands);
    }

    /** Variables by slot, and the stack; both with one place for a long or double. */
    record State(Map<Integer, KnownValue> variables, List<KnownValue> stack) {
        State copy() {
            return new State(new HashMap<>(variables), new ArrayList<>(stack));
        }
    }

    private final MethodCode code;
    private final Flow flow;
    private final LintedClasses program;
    private final @Nullable State[] entries;
    private int returned;

    /** @param arguments traits of the parameters, as many as there are */
    ValueFlow(MethodCode code, Flow flow, LintedClasses program, List<Integer> arguments) {
        this.code = code;
        this.flow = flow;
        this.program = program;
        this.entries = new State[flow.blocks().size()];
        State start = new State(new HashMap<>(), new ArrayList<>());
        int slot = 0;
        int number = 0;
        for (ClassDesc type : code.method().methodTypeSymbol().parameterList()) {
            TypeKind kind = TypeKind.from(type);
            int width = kind.slotSize() == 2 ? KnownValue.WIDE : 0;
            start.variables().put(slot, KnownValue.of("parameter", -1 - slot, arguments.get(number++) | width));
            slot += kind.slotSize();
        }
        entries[0] = start;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : flow.blocks()) {
                changed |= follow(block, (step, instruction, operands) -> {});
            }
        }
    }

    /** Tells every instruction that can be reached, in the order of the code. */
    void visit(Visitor visitor) {
        for (Block block : flow.blocks()) {
            follow(block, visitor);
        }
    }

    /** Traits of what the method returns. */
    int returned() {
        return returned;
    }

    /** What is known at the beginning of a block; null for code that is never reached. */
    @Nullable
    State entry(int block) {
        return entries[block];
    }

    /** What is known at its end. */
    State exit(Block block) {
        State entry = entries[block.number()];
        State state = entry == null ? new State(new HashMap<>(), new ArrayList<>()) : entry.copy();
        StackSteps steps = new StackSteps(code, state, program);
        for (int i = block.first(); i < block.end(); i++) {
            steps.follow(i);
        }
        return state;
    }

    private boolean follow(Block block, Visitor visitor) {
        State entry = entries[block.number()];
        if (entry == null) {
            return false;
        }
        State state = entry.copy();
        StackSteps steps = new StackSteps(code, state, program);
        List<KnownValue> operands = List.of();
        for (int i = block.first(); i < block.end(); i++) {
            operands = steps.follow(i);
            visitor.at(i, code.steps().get(i), operands);
        }
        returned |= steps.returned();
        boolean changed = false;
        Instruction last = code.steps().get(block.end() - 1);
        for (int next : block.to()) {
            State there = state;
            if (last instanceof BranchInstruction branch && block.to().size() == 2) {
                boolean taken = flow.blocks().get(next).first() == code.position(branch.target());
                there = Conditions.refined(state, branch.opcode(), operands, taken);
            }
            changed |= arrive(next, there);
        }
        return changed;
    }

    private boolean arrive(int block, State state) {
        State before = entries[block];
        if (before == null) {
            entries[block] = state.copy();
            return true;
        }
        if (flow.blocks().get(block).from().size() == 1) {
            entries[block] = state.copy();
            return !before.equals(state);
        }
        boolean isHeader = flow.loops().stream().anyMatch(loop -> loop.header() == block);
        boolean changed =
                before.variables().keySet().retainAll(state.variables().keySet());
        for (Map.Entry<Integer, KnownValue> variable : before.variables().entrySet()) {
            KnownValue other = state.variables().get(variable.getKey());
            KnownValue joined = joined(variable.getValue(), other, block, variable.getKey(), isHeader);
            changed |= !joined.equals(variable.getValue());
            variable.setValue(joined);
        }
        for (int i = 0; i < Math.min(before.stack().size(), state.stack().size()); i++) {
            KnownValue joined = joined(before.stack().get(i), state.stack().get(i), block, -1 - i, isHeader);
            changed |= !joined.equals(before.stack().get(i));
            before.stack().set(i, joined);
        }
        return changed;
    }

    /** A variable of a loop's header is no constant, whatever its values are. */
    private static KnownValue joined(
            KnownValue one, @Nullable KnownValue other, int block, int place, boolean isHeader) {
        if (other == null || one.equals(other)) {
            return one;
        }
        int traits = one.traits() | other.traits() | (isHeader ? KnownValue.DATA : 0);
        return KnownValue.of("variable", block * 1024 + place, traits);
    }
}
