package org.cria.emulator.lint;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.cria.emulator.lint.Flow.Block;

/** Which variables, by slot, are read later; and which a block sets. */
final class Liveness {
    private final MethodCode code;
    private final List<BitSet> live = new ArrayList<>();

    Liveness(MethodCode code, Flow flow) {
        this.code = code;
        flow.blocks().forEach(block -> live.add(new BitSet()));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : flow.blocks().reversed()) {
                BitSet set = new BitSet();
                block.to().forEach(next -> set.or(live.get(next)));
                before(block, set);
                changed |= !set.equals(live.get(block.number()));
                live.set(block.number(), set);
            }
        }
    }

    private void before(Block block, BitSet set) {
        for (int i = block.end() - 1; i >= block.first(); i--) {
            switch (code.steps().get(i)) {
                case StoreInstruction store -> set.clear(store.slot());
                case LoadInstruction load -> set.set(load.slot());
                case IncrementInstruction increment -> set.set(increment.slot());
                default -> {}
            }
        }
    }

    /** At a block's beginning. */
    BitSet before(int block) {
        return live.get(block);
    }

    /** Variables that a block sets. */
    BitSet set(Block block) {
        BitSet slots = new BitSet();
        for (Instruction step : code.steps().subList(block.first(), block.end())) {
            switch (step) {
                case StoreInstruction store -> slots.set(store.slot());
                case IncrementInstruction increment -> slots.set(increment.slot());
                default -> {}
            }
        }
        return slots;
    }
}
