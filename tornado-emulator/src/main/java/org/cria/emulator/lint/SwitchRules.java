package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Switches with an arm of several keys, a table's gaps among them. */
final class SwitchRules implements ValueFlow.Visitor {
    private final MethodCode code;
    private final Findings findings;

    SwitchRules(MethodCode code, Findings findings) {
        this.code = code;
        this.findings = findings;
    }

    @Override
    public void at(int step, Instruction instruction, List<KnownValue> operands) {
        switch (instruction) {
            case TableSwitchInstruction choice -> {
                int keys = choice.highValue() - choice.lowValue() + 1;
                check(step, choice.defaultTarget(), choice.cases(), operands, keys);
            }
            case LookupSwitchInstruction choice -> check(step, choice.defaultTarget(), choice.cases(), operands, 0);
            default -> {}
        }
    }

    private void check(int step, Label otherwise, List<SwitchCase> cases, List<KnownValue> operands, int keys) {
        if (!operands.getFirst().has(KnownValue.DATA)) {
            return; // a constant on the device: one arm is left
        }
        if (cases.size() < keys) {
            findings.add(LintRule.SHARED_SWITCH_ARM, code, step, "a switch with gaps between its keys");
            return;
        }
        Set<Integer> targets = new HashSet<>();
        for (SwitchCase each : cases) {
            int target = code.position(each.target());
            if (target == code.position(otherwise)) {
                findings.add(LintRule.SHARED_SWITCH_ARM, code, step, "a switch with gaps between its keys");
                return;
            }
            if (!targets.add(target)) {
                findings.add(
                        LintRule.SHARED_SWITCH_ARM,
                        code,
                        step,
                        "a switch with several keys for one arm, as for " + each.caseValue());
                return;
            }
        }
    }
}
