package org.cria.kernels.backend.cpu;

/** The gated activation, split within rows because its exponentials cost more than handing out a task. */
record SwiGluOp(Activation gate, Activation up, Activation out) implements Op {
    private static final int CHUNK = 1024;

    @Override
    public int tasks(Pass pass) {
        return pass.rows(gate) * chunks();
    }

    @Override
    public void run(Pass pass, int task, Scratch scratch) {
        int row = task / chunks();
        int from = task % chunks() * CHUNK;
        int to = Math.min(gate.columns(), from + CHUNK);
        int start = row * gate.columns();
        float[] g = gate.values();
        float[] u = up.values();
        float[] o = out.values();
        for (int i = start + from; i < start + to; i++) {
            o[i] = g[i] / (1f + (float) Math.exp(-g[i])) * u[i];
        }
    }

    private int chunks() {
        return (gate.columns() + CHUNK - 1) / CHUNK;
    }
}
