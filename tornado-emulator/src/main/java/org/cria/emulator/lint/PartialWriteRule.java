package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.emulator.lint.Flow.Block;
import org.cria.emulator.lint.Flow.Loop;

/**
 * Arrays of which a kernel writes a part, at an offset, without ever reading an element and without a condition: for
 * TornadoVM those are overwritten whole, and it drops their upload.
 */
final class PartialWriteRule implements ValueFlow.Visitor {
    private final MethodCode code;
    private final LintedClasses program;
    private final Flow flow;
    /** Parameters, by the number that tells their values apart, that are read or that other methods have. */
    private final Set<Integer> used = new HashSet<>();
    /** Parameters written under a condition. */
    private final Set<Integer> conditional = new HashSet<>();
    /** Where parameters are written at an offset. */
    private final Map<Integer, Integer> offset = new HashMap<>();

    PartialWriteRule(MethodCode code, LintedClasses program, Flow flow) {
        this.code = code;
        this.program = program;
        this.flow = flow;
    }

    @Override
    public void at(int step, Instruction instruction, List<KnownValue> operands) {
        if (!(instruction instanceof InvokeInstruction call)) {
            return;
        }
        boolean isSet = call.name().equalsString("set")
                && call.owner().asInternalName().startsWith(LintedClasses.ARRAYS)
                && operands.size() == 3;
        if (isSet && operands.getFirst().is("parameter")) {
            int array = operands.getFirst().at();
            if (isConditional(step)) {
                conditional.add(array);
            } else if (isShifted(operands.get(1))) {
                offset.putIfAbsent(array, step);
            }
        } else if (!call.name().equalsString("getSize") || program.callee(call) != null) {
            operands.stream().filter(operand -> operand.is("parameter")).forEach(operand -> used.add(operand.at()));
        }
    }

    /** {@code at + i}, where {@code at} comes from an array or is given to the task. */
    private static boolean isShifted(KnownValue index) {
        return index.is("IADD") && index.operands().stream().anyMatch(PartialWriteRule::isGiven);
    }

    private static boolean isGiven(KnownValue value) {
        return value.is("parameter")
                || (value.what().startsWith(LintedClasses.ARRAYS)
                        && value.what().endsWith(".get"));
    }

    private boolean isConditional(int step) {
        Block block = flow.blocks().stream()
                .filter(b -> b.first() <= step && step < b.end())
                .findFirst()
                .orElseThrow();
        return Dependence.of(flow, block.number()).stream().anyMatch(other -> !isLoopOf(other, block.number()));
    }

    private boolean isLoopOf(int header, int block) {
        for (Loop loop : flow.loops()) {
            if (loop.header() == header && loop.body().get(block)) {
                return true;
            }
        }
        return false;
    }

    /** Tells what was found, when all instructions have been told. */
    void finish(Findings findings) {
        offset.forEach((array, step) -> {
            if (!used.contains(array) && !conditional.contains(array)) {
                findings.add(
                        LintRule.PARTIAL_WRITE, code, step, "an array that is written at an offset and never read");
            }
        });
    }
}
