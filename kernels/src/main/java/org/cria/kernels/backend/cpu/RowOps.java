package org.cria.kernels.backend.cpu;

import java.util.List;

/**
 * Ops of the same rows, of which each does its part of a row before the next does: threads wait for each other once instead of after every one.
 *
 * @param ops one or more
 */
record RowOps(List<RowOp> ops) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return ops.getFirst().tasks(pass);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        for (int i = 0; i < ops.size(); i++) { // no iterator: a task allocates nothing
            ops.get(i).run(pass, task, scratch);
        }
    }
}
