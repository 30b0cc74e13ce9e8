package org.cria.kernels.backend.cpu;

/** Copies the rows that want logits together. */
record SelectOutputsOp(Activation x, Activation out) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.outputRows() == 0 ? 0 : 1;
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        boolean[] wanted = pass.batch().outputs();
        int columns = x.columns();
        int to = 0;
        for (int row = 0; row < wanted.length; row++) {
            if (wanted[row]) {
                System.arraycopy(x.values(), row * columns, out.values(), to++ * columns, columns);
            }
        }
    }
}
