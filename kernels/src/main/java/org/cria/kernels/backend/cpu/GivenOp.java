package org.cria.kernels.backend.cpu;

/** Copies what came with the batch. */
record GivenOp(Activation out) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return 1;
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int count = pass.batch().rows() * out.columns();
        System.arraycopy(pass.batch().given(), 0, out.values(), 0, count);
    }
}
