package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.emulator.lint.Flow.Block;
import org.cria.emulator.lint.Flow.Loop;
import org.cria.emulator.lint.ValueFlow.State;
import org.jspecify.annotations.Nullable;

/**
 * Ways that come together with a value each, of which every one has a loop of its own: behind them TornadoVM's code takes one way's value
 * for all.
 */
final class JoinedLoopsRule {
    /** Rounds that the compiler writes one after the other: 8 were, 90 were not. */
    private static final int UNROLLED = 16;

    private final LintedClasses program;
    private final Flow flow;
    private final ValueFlow values;
    private final Liveness liveness;
    /** Blocks in which a loop begins, their own or a called method's. */
    private final BitSet looping = new BitSet();
    /** Blocks that end with a choice which is not known when a task is compiled. */
    private final BitSet choosing = new BitSet();

    private JoinedLoopsRule(MethodCode code, LintedClasses program, Flow flow, ValueFlow values) {
        this.program = program;
        this.flow = flow;
        this.values = values;
        this.liveness = new Liveness(code, flow);
        flow.loops().forEach(loop -> looping.set(loop.header()));
        Map<Integer, Block> ends = new HashMap<>();
        flow.blocks().forEach(block -> ends.put(block.end() - 1, block));
        values.visit((step, instruction, operands) -> {
            Block block = ends.get(step);
            if (block != null && operands.stream().anyMatch(JoinedLoopsRule::isFew)) {
                looping.clear(block.number()); // it is unrolled
            }
            if (block != null
                    && block.to().size() > 1
                    && operands.stream().anyMatch(operand -> operand.has(KnownValue.DATA))) {
                choosing.set(block.number());
            }
        });
        for (Block block : flow.blocks()) {
            if (code.steps().subList(block.first(), block.end()).stream().anyMatch(this::callsLoop)) {
                looping.set(block.number());
            }
        }
    }

    static void check(MethodCode code, LintedClasses program, Flow flow, ValueFlow values, Findings findings) {
        JoinedLoopsRule rule = new JoinedLoopsRule(code, program, flow, values);
        if (rule.looping.isEmpty()) {
            return;
        }
        for (Block block : flow.blocks()) {
            if (rule.joinsLoops(block)) {
                findings.add(
                        LintRule.JOINED_LOOPS,
                        code,
                        block.first(),
                        "a value from ways that come together here, each of which has a loop");
            }
        }
    }

    private static boolean isFew(KnownValue limit) {
        return limit.number() != null && Math.abs(limit.number().longValue()) <= UNROLLED;
    }

    private boolean callsLoop(Instruction step) {
        return step instanceof InvokeInstruction call && hasLoop(call, new HashSet<>());
    }

    private boolean hasLoop(InvokeInstruction call, Set<String> seen) {
        MethodCode callee = program.callee(call);
        return callee != null
                && seen.add(callee.key())
                && (!program.flow(callee).loops().isEmpty()
                        || callee.steps().stream()
                                .anyMatch(step -> step instanceof InvokeInstruction inner && hasLoop(inner, seen)));
    }

    private boolean joinsLoops(Block block) {
        if (block.from().size() < 2
                || flow.loops().stream().anyMatch(loop -> loop.header() == block.number())
                || !isChosen(block.number())
                || !hasValues(block)) {
            return false;
        }
        Set<Integer> loops = new HashSet<>();
        return block.from().stream().allMatch(way -> {
            int loop = loopOf(way, block.number());
            return loop >= 0 && loops.add(loop); // two ways of one loop are joined right
        });
    }

    /** Where the loop begins that comes last on a way, before any other ways arrive; -1 without one. */
    private int loopOf(int way, int join) {
        int block = way;
        while (!looping.get(block)) {
            List<Integer> from = flow.blocks().get(block).from();
            if (from.size() != 1) {
                return -1;
            }
            block = from.getFirst();
        }
        return flow.isBeforeAlways(block, join) ? -1 : block;
    }

    /** Whether a device goes more than one of the ways: of a choice that is known, one is left. */
    private boolean isChosen(int join) {
        return choosing.stream()
                .anyMatch(choice -> flow.isAfterAlways(join, choice)
                        && choice != join
                        && flow.blocks().get(join).from().stream().anyMatch(way -> flow.isBeforeAlways(choice, way))
                        && flow.loops().stream().noneMatch(loop -> isAlone(loop, choice, join)));
    }

    /** Whether a loop holds a choice, and not where the ways come together. */
    private static boolean isAlone(Loop loop, int choice, int join) {
        return loop.body().get(choice) && !loop.body().get(join);
    }

    private boolean hasValues(Block block) {
        List<@Nullable State> ends = block.from().stream()
                .<@Nullable State>map(way -> values.entry(way) == null
                        ? null
                        : values.exit(flow.blocks().get(way)))
                .toList();
        State first = ends.getFirst();
        if (first == null) {
            return false;
        }
        return ends.stream()
                .anyMatch(end -> end != null
                        && (!end.stack().equals(first.stack())
                                || liveness.before(block.number()).stream().anyMatch(slot -> {
                                    KnownValue value = end.variables().get(slot);
                                    return value != null
                                            && !value.equals(first.variables().get(slot));
                                })));
    }
}
