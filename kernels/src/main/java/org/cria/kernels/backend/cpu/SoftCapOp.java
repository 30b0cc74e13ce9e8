package org.cria.kernels.backend.cpu;

/** Holds values within a cap, split within rows as a {@link GateOp} is. */
record SoftCapOp(Arithmetic arithmetic, Activation x, float cap) implements Op {
    private static final int CHUNK = 1024;

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x) * chunks();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int start = task / chunks() * x.columns();
        int from = task % chunks() * CHUNK;
        arithmetic.softCap(x.values(), cap, start + from, start + Math.min(x.columns(), from + CHUNK));
    }

    private int chunks() {
        return (x.columns() + CHUNK - 1) / CHUNK;
    }
}
