package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A method's basic blocks, in the order of their code, with who dominates whom and the natural loops (Aho, Lam, Sethi
 * and Ullman, Compilers, 2nd edition, 9.6).
 */
final class Flow {
    private final MethodCode code;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final List<BitSet> dominators;
    private final List<BitSet> postDominators;

    Flow(MethodCode code) {
        this.code = code;
        cut();
        dominators = dominators(true);
        postDominators = dominators(false);
        findLoops();
    }

    /**
     * @param first its first instruction
     * @param end   the number behind its last one
     * @param to    blocks that may come next
     * @param from  blocks that may come before
     */
    record Block(int number, int first, int end, List<Integer> to, List<Integer> from) {}

    /**
     * @param header where every round begins
     * @param body   its blocks, the header too
     */
    record Loop(int header, BitSet body) {}

    List<Block> blocks() {
        return blocks;
    }

    /** Loops with one header are one. */
    List<Loop> loops() {
        return loops;
    }

    boolean isBeforeAlways(int dominator, int block) {
        return dominators.get(block).get(dominator);
    }

    /** Whether every way from {@code block} to the end passes {@code later}. */
    boolean isAfterAlways(int later, int block) {
        return postDominators.get(block).get(later);
    }

    boolean isReachable(int block) {
        return block == 0 || !blocks.get(block).from().isEmpty();
    }

    private void cut() {
        TreeSet<Integer> starts = new TreeSet<>();
        starts.add(0);
        int count = code.steps().size();
        for (int i = 0; i < count; i++) {
            List<Integer> targets = targets(code.steps().get(i));
            starts.addAll(targets);
            if (!targets.isEmpty() || isEnd(code.steps().get(i))) {
                starts.add(i + 1);
            }
        }
        starts.removeIf(start -> start >= count);
        List<Integer> order = List.copyOf(starts);
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            numbers.put(order.get(i), i);
            int end = i + 1 < order.size() ? order.get(i + 1) : count;
            blocks.add(new Block(i, order.get(i), end, new ArrayList<>(), new ArrayList<>()));
        }
        for (Block block : blocks) {
            Instruction last = code.steps().get(block.end() - 1);
            for (int target : targets(last)) {
                link(block, numbers.getOrDefault(target, -1));
            }
            if (!isEnd(last)) {
                link(block, numbers.getOrDefault(block.end(), -1));
            }
        }
        prune();
    }

    private void link(Block from, int to) {
        if (to >= 0 && !from.to().contains(to)) {
            from.to().add(to);
            blocks.get(to).from().add(from.number());
        }
    }

    /** Takes the edges of code that is never reached away. */
    private void prune() {
        BitSet seen = new BitSet();
        List<Integer> open = new ArrayList<>(List.of(0));
        while (!open.isEmpty()) {
            int block = open.removeLast();
            if (!seen.get(block)) {
                seen.set(block);
                open.addAll(blocks.get(block).to());
            }
        }
        for (Block block : blocks) {
            block.from().removeIf(from -> !seen.get(from));
        }
    }

    private List<Integer> targets(Instruction step) {
        List<Integer> targets = new ArrayList<>();
        switch (step) {
            case BranchInstruction branch -> targets.add(code.position(branch.target()));
            case TableSwitchInstruction choice -> {
                targets.add(code.position(choice.defaultTarget()));
                for (SwitchCase each : choice.cases()) {
                    targets.add(code.position(each.target()));
                }
            }
            case LookupSwitchInstruction choice -> {
                targets.add(code.position(choice.defaultTarget()));
                for (SwitchCase each : choice.cases()) {
                    targets.add(code.position(each.target()));
                }
            }
            default -> {}
        }
        return targets;
    }

    /** Whether the instruction behind it does not come next. */
    private static boolean isEnd(Instruction step) {
        return step instanceof ReturnInstruction
                || step instanceof ThrowInstruction
                || step instanceof TableSwitchInstruction
                || step instanceof LookupSwitchInstruction
                || step.opcode() == Opcode.GOTO
                || step.opcode() == Opcode.GOTO_W;
    }

    private List<BitSet> dominators(boolean forward) {
        int count = blocks.size();
        List<BitSet> sets = new ArrayList<>();
        for (Block block : blocks) {
            BitSet set = new BitSet(count);
            boolean isRoot = forward ? block.number() == 0 : block.to().isEmpty();
            if (isRoot) {
                set.set(block.number());
            } else {
                set.set(0, count);
            }
            sets.add(set);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < count; i++) {
                Block block = blocks.get(forward ? i : count - 1 - i);
                List<Integer> before = forward ? block.from() : block.to();
                if (before.isEmpty() || (forward && block.number() == 0)) {
                    continue;
                }
                BitSet set = new BitSet(count);
                set.set(0, count);
                before.forEach(other -> set.and(sets.get(other)));
                set.set(block.number());
                if (!set.equals(sets.get(block.number()))) {
                    sets.set(block.number(), set);
                    changed = true;
                }
            }
        }
        return sets;
    }

    private void findLoops() {
        Map<Integer, BitSet> bodies = new HashMap<>();
        for (Block block : blocks) {
            for (int header : block.to()) {
                if (isReachable(block.number()) && isBeforeAlways(header, block.number())) {
                    BitSet body = bodies.computeIfAbsent(header, h -> new BitSet());
                    body.set(header);
                    collect(block.number(), body);
                }
            }
        }
        bodies.forEach((header, body) -> loops.add(new Loop(header, body)));
    }

    private void collect(int tail, BitSet body) {
        List<Integer> open = new ArrayList<>(List.of(tail));
        while (!open.isEmpty()) {
            int block = open.removeLast();
            if (!body.get(block)) {
                body.set(block);
                open.addAll(blocks.get(block).from());
            }
        }
    }
}
