package org.cria.kernels.backend.cpu;

/** A gated activation, split within rows because its exponentials cost more than handing out a task. */
record GateOp(Function function, Activation gate, Activation up, Activation out) implements Op {
    private static final int CHUNK = 1024;

    /** What becomes of gates and what they let through, from {@code from} to {@code to}. */
    @FunctionalInterface
    interface Function {
        void apply(float[] gate, float[] up, float[] out, int from, int to);
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(gate) * chunks();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int row = task / chunks();
        int from = task % chunks() * CHUNK;
        int to = Math.min(gate.columns(), from + CHUNK);
        int start = row * gate.columns();
        function.apply(gate.values(), up.values(), out.values(), start + from, start + to);
    }

    private int chunks() {
        return (gate.columns() + CHUNK - 1) / CHUNK;
    }
}
