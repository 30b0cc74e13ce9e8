package org.cria.kernels.backend.cpu;

import java.util.List;

/**
 * What is done before products of one input, where rows are few: rounds it, if that is needed, and multiplies it with the first matrices of the
 * products' low-rank tweaks, each a task.
 *
 * @param rounds 8-bit activations of the input, or nothing
 * @param tweaks more may come until all is lowered
 */
record ProductInputOp(List<RoundOp> rounds, List<LowRankOp> tweaks) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return rounding(pass) + (multiplies(pass) ? tweaks.size() : 0);
    }

    private int rounding(ForwardPass pass) {
        return rounds.isEmpty() ? 0 : rounds.getFirst().tasks(pass);
    }

    private boolean multiplies(ForwardPass pass) {
        return !tweaks.isEmpty() && tweaks.getFirst().isInProduct(pass);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int products = multiplies(pass) ? tweaks.size() : 0;
        if (task < products) {
            tweaks.get(task).multiply(pass, scratch);
        } else {
            rounds.getFirst().run(pass, task - products, scratch);
        }
    }
}
