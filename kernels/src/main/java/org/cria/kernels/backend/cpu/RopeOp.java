package org.cria.kernels.backend.cpu;

/** Turns the pairs of every head of a row. */
record RopeOp(Activation x, int headDims, RotationTable table) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        float[] values = x.values();
        float[] cosines = table.cosines();
        float[] sines = table.sines();
        int pairs = table.pairs();
        int angles = task * pairs;
        int end = (task + 1) * x.columns();
        for (int head = task * x.columns(); head < end; head += headDims) {
            for (int i = 0; i < pairs; i++) {
                float a = values[head + 2 * i];
                float b = values[head + 2 * i + 1];
                float cos = cosines[angles + i];
                float sin = sines[angles + i];
                values[head + 2 * i] = a * cos - b * sin;
                values[head + 2 * i + 1] = a * sin + b * cos;
            }
        }
    }
}
