package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.program.Step;

/**
 * A step with the contents that it reads and leaves.
 *
 * @param reads in the order of the step's operands; of attention, keys and values as well
 */
record Node(Step step, List<Content> reads, List<Content> writes) {
    Content read(int operand) {
        return reads.get(operand);
    }

    Content written() {
        return writes.getFirst();
    }
}
