package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.emulator.lint.Flow.Block;

/** What can be seen of graphs where they are made: kernels without a grid, numbers that change after their task. */
final class HostRules {
    private static final String GRAPH = LintedClasses.API + "TaskGraph";
    private static final String PLAN = LintedClasses.API + "TornadoExecutionPlan";

    private final LintedClasses program;
    private final Findings findings;

    HostRules(LintedClasses program, Findings findings) {
        this.program = program;
        this.findings = findings;
    }

    void check() {
        boolean hasGrid = false;
        for (MethodCode code : program.codes()) {
            hasGrid |= code.steps().stream().anyMatch(step -> calls(step, PLAN, "withGridScheduler"));
        }
        for (MethodCode code : program.codes()) {
            if (!hasGrid && code.steps().stream().anyMatch(HostRules::isKernelWithContext)) {
                for (int i = 0; i < code.steps().size(); i++) {
                    if (calls(code.steps().get(i), PLAN, "execute")) {
                        findings.add(LintRule.NO_GRID, code, i, "a kernel with a context, and no grid scheduler");
                    }
                }
            }
            if (code.steps().stream().anyMatch(step -> calls(step, GRAPH, "task"))) {
                checkNumbers(code);
            }
        }
    }

    private static boolean calls(Instruction step, String owner, String name) {
        return step instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner)
                && call.name().equalsString(name);
    }

    private static boolean isKernelWithContext(Instruction step) {
        if (!(step instanceof InvokeDynamicInstruction call)) {
            return false;
        }
        for (ConstantDesc argument : call.bootstrapArgs()) {
            if (argument instanceof DirectMethodHandleDesc handle
                    && handle.lookupDescriptor().contains("L" + LintedClasses.CONTEXT + ";")) {
                return true;
            }
        }
        return false;
    }

    private void checkNumbers(MethodCode code) {
        Flow flow = program.flow(code);
        Map<Integer, Integer> given = new HashMap<>(); // slot → the call of task()
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < code.steps().size(); i++) {
            Instruction step = code.steps().get(i);
            if (step instanceof LoadInstruction load
                    && i + 1 < code.steps().size()
                    && code.steps().get(i + 1) instanceof InvokeInstruction boxing
                    && boxing.name().equalsString("valueOf")) {
                slots.add(load.slot());
            } else if (calls(step, GRAPH, "task")) {
                int task = i;
                slots.forEach(slot -> given.put(slot, task));
                slots.clear();
            }
        }
        for (int i = 0; i < code.steps().size(); i++) {
            int slot = changed(code.steps().get(i));
            Integer task = given.get(slot);
            if (task != null
                    && task < i
                    && !comesTo(code, flow, i, GRAPH, "task")
                    && comesTo(code, flow, i, PLAN, "execute")) {
                findings.add(
                        LintRule.SCALAR_CHANGED, code, i, "a number that a task has is changed, and the plan executed");
            }
        }
    }

    private static int changed(Instruction step) {
        return switch (step) {
            case StoreInstruction store -> store.slot();
            case IncrementInstruction increment -> increment.slot();
            default -> -1;
        };
    }

    /** Whether a call may come after an instruction. */
    private static boolean comesTo(MethodCode code, Flow flow, int from, String owner, String name) {
        Block start = flow.blocks().stream()
                .filter(block -> block.first() <= from && from < block.end())
                .findFirst()
                .orElseThrow();
        for (int i = from + 1; i < start.end(); i++) {
            if (calls(code.steps().get(i), owner, name)) {
                return true;
            }
        }
        BitSet seen = new BitSet();
        List<Integer> open = new ArrayList<>(start.to());
        while (!open.isEmpty()) {
            Block block = flow.blocks().get(open.removeLast());
            if (seen.get(block.number())) {
                continue;
            }
            seen.set(block.number());
            for (Instruction step : code.steps().subList(block.first(), block.end())) {
                if (calls(step, owner, name)) {
                    return true;
                }
            }
            open.addAll(block.to());
        }
        return false;
    }
}
