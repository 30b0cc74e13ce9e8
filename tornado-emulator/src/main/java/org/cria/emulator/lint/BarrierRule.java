package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.BitSet;
import java.util.List;
import org.cria.emulator.lint.Flow.Block;

/** Barriers that a condition on the work-item's own numbers decides about. */
final class BarrierRule implements ValueFlow.Visitor {
    private final MethodCode code;
    private final LintedClasses program;
    private final Flow flow;
    private final Findings findings;
    /** Instructions that decide by what differs between work-items. */
    private final BitSet deciding = new BitSet();

    private final BitSet barriers = new BitSet();

    BarrierRule(MethodCode code, LintedClasses program, Flow flow, Findings findings) {
        this.code = code;
        this.program = program;
        this.flow = flow;
        this.findings = findings;
    }

    @Override
    public void at(int step, Instruction instruction, List<KnownValue> operands) {
        switch (instruction) {
            case BranchInstruction branch -> decide(step, operands);
            case TableSwitchInstruction choice -> decide(step, operands);
            case LookupSwitchInstruction choice -> decide(step, operands);
            case InvokeInstruction call -> barriers.set(step, program.waits(call));
            default -> {}
        }
    }

    private void decide(int step, List<KnownValue> operands) {
        deciding.set(step, operands.stream().anyMatch(operand -> operand.has(KnownValue.OF_ITEM)));
    }

    /** Tells what was found, when all instructions have been told. */
    void finish() {
        for (Block block : flow.blocks()) {
            int barrier = barriers.nextSetBit(block.first());
            if (barrier < 0 || barrier >= block.end()) {
                continue;
            }
            boolean diverges = Dependence.of(flow, block.number()).stream()
                    .anyMatch(other -> deciding.get(flow.blocks().get(other).end() - 1));
            if (diverges) {
                findings.add(
                        LintRule.DIVERGENT_BARRIER,
                        code,
                        barrier,
                        "a barrier that a condition on the work-item's number decides about");
            }
        }
    }
}
