package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.emulator.lint.Flow.Block;
import org.cria.emulator.lint.Flow.Loop;
import org.cria.emulator.lint.ValueFlow.State;

/** Loops whose ends, or whose exchanged variables, differ on a device. Parallel loops are none there. */
final class LoopRules {
    /** Rounds of a loop that the compiler unrolls. */
    private static final int SHORT = 64;

    private final MethodCode code;
    private final Flow flow;
    private final ValueFlow values;
    private final Findings findings;
    private final Liveness liveness;
    private final List<Loop> loops = new ArrayList<>();
    private final Map<Integer, List<KnownValue>> compared = new HashMap<>();

    private LoopRules(MethodCode code, Flow flow, ValueFlow values, Findings findings) {
        this.code = code;
        this.flow = flow;
        this.values = values;
        this.findings = findings;
        this.liveness = new Liveness(code, flow);
        flow.loops().stream().filter(loop -> !isParallel(loop)).forEach(loops::add);
        values.visit((step, instruction, operands) -> compared.put(step, operands));
    }

    static void check(MethodCode code, Flow flow, ValueFlow values, Findings findings) {
        if (!flow.loops().isEmpty()) {
            LoopRules check = new LoopRules(code, flow, values, findings);
            check.loops.forEach(check::check);
        }
    }

    /**
     * A way out of a loop.
     *
     * @param from  the block that leaves
     * @param next  the first block behind
     * @param set   variables set in the round that leaves
     * @param more  variables set on the way behind it
     * @param join  where other ways arrive, or the method returns
     * @param ends  whether it returns
     */
    private record Exit(Block from, int next, BitSet set, BitSet more, int join, boolean ends) {}

    private boolean isParallel(Loop loop) {
        return loop.body().stream()
                .anyMatch(block -> code.parallel().stream()
                        .anyMatch(slot -> liveness.set(flow.blocks().get(block)).get(slot)));
    }

    private void check(Loop loop) {
        List<Exit> exits = exits(loop);
        exits.forEach(this::checkNested);
        exits.stream().filter(Exit::ends).forEach(exit -> checkUnrolled(loop, exit));
        for (Exit one : exits) {
            for (Exit other : exits) {
                if (!leavesTwo(other)) {
                    checkBreak(one, other);
                }
            }
        }
        loop.body().stream().forEach(block -> checkExchange(flow.blocks().get(block)));
    }

    private List<Exit> exits(Loop loop) {
        List<Exit> exits = new ArrayList<>();
        loop.body().stream().forEach(number -> {
            Block block = flow.blocks().get(number);
            for (int next : block.to()) {
                if (!loop.body().get(next)) {
                    exits.add(exit(loop, block, next));
                }
            }
        });
        return exits;
    }

    private Exit exit(Loop loop, Block from, int next) {
        BitSet set = new BitSet();
        before(loop, from).stream()
                .forEach(b -> set.or(liveness.set(flow.blocks().get(b))));
        BitSet more = new BitSet();
        Block block = flow.blocks().get(next);
        while (block.from().size() == 1
                && block.to().size() == 1
                && !loop.body().get(block.to().getFirst())) {
            more.or(liveness.set(block));
            block = flow.blocks().get(block.to().getFirst());
        }
        return new Exit(from, next, set, more, block.number(), returns(block));
    }

    private boolean returns(Block block) {
        return block.to().isEmpty()
                && code.steps().get(block.end() - 1) instanceof ReturnInstruction
                && block.end() - block.first() <= 2;
    }

    /** Blocks on the ways of one round from the header to a block, both with them. */
    private BitSet before(Loop loop, Block last) {
        BitSet ways = new BitSet();
        List<Integer> open = new ArrayList<>(List.of(last.number()));
        while (!open.isEmpty()) {
            int block = open.removeLast();
            if (!ways.get(block)) {
                ways.set(block);
                if (block != loop.header()) {
                    flow.blocks().get(block).from().stream()
                            .filter(loop.body()::get)
                            .forEach(open::add);
                }
            }
        }
        return ways;
    }

    private void checkNested(Exit exit) {
        if (leavesTwo(exit)) {
            findings.add(
                    LintRule.NESTED_EXIT,
                    code,
                    exit.from().end() - 1,
                    exit.ends() ? "a return inside two loops" : "a break out of two loops");
        }
    }

    private boolean leavesTwo(Exit exit) {
        return loops.stream()
                        .filter(loop -> loop.body().get(exit.from().number())
                                && !loop.body().get(exit.next()))
                        .count()
                > 1;
    }

    private void checkBreak(Exit one, Exit other) {
        if (one.join() != other.join()
                || one.from().end() >= other.from().end()
                || (one.ends() && other.ends() && isVoid())) {
            return;
        }
        BitSet differing = (BitSet) one.set().clone();
        differing.xor(other.set());
        differing.or(other.more()); // what follows the first end is code behind the loop
        differing.and(liveness.before(one.join()));
        if (!differing.isEmpty()) {
            findings.add(
                    LintRule.BREAK_AFTER_SET,
                    code,
                    other.from().end() - 1,
                    "a loop left in two places, between which a variable that is used later is set");
        }
    }

    private boolean isVoid() {
        return code.method().methodType().stringValue().endsWith(")V");
    }

    /** {@code for (k < 16, step 2) if (v == k) return;}. */
    private void checkUnrolled(Loop loop, Exit exit) {
        int last = exit.from().end() - 1;
        Opcode opcode = code.steps().get(last).opcode();
        boolean isComparison = opcode == Opcode.IF_ICMPEQ || opcode == Opcode.IF_ICMPNE;
        if (isComparison
                && isCounted(loop)
                && compared.getOrDefault(last, List.of()).stream().anyMatch(v -> isOf(loop, v))) {
            findings.add(LintRule.UNROLLED_RETURN, code, last, "a return where a value equals a short loop's variable");
        }
    }

    private boolean isOf(Loop loop, KnownValue value) {
        State state = values.entry(loop.header());
        return value.is("variable") && state != null && state.variables().containsValue(value);
    }

    private boolean isCounted(Loop loop) {
        Block header = flow.blocks().get(loop.header());
        List<KnownValue> limits = compared.getOrDefault(header.end() - 1, List.of());
        return limits.stream().anyMatch(v -> isOf(loop, v))
                && limits.stream()
                        .anyMatch(v -> v.number() != null && v.number().longValue() <= SHORT);
    }

    private void checkExchange(Block block) {
        State entry = values.entry(block.number());
        if (entry == null) {
            return;
        }
        State exit = values.exit(block);
        entry.variables()
                .forEach((one, first) -> entry.variables().forEach((other, second) -> {
                    boolean exchanged = one < other
                            && !first.equals(second)
                            && second.equals(exit.variables().get(one))
                            && first.equals(exit.variables().get(other))
                            && block.to().stream().anyMatch(next -> isLive(next, one) && isLive(next, other));
                    if (exchanged) {
                        findings.add(
                                LintRule.EXCHANGED_VARIABLES,
                                code,
                                lastStore(block),
                                "two variables of a loop exchanged");
                    }
                }));
    }

    private boolean isLive(int block, int slot) {
        return liveness.before(block).get(slot);
    }

    private int lastStore(Block block) {
        for (int i = block.end() - 1; i > block.first(); i--) {
            Instruction step = code.steps().get(i);
            if (step instanceof StoreInstruction) {
                return i;
            }
        }
        return block.first();
    }
}
