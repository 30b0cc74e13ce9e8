package org.cria.kernels.backend.cpu;

/** Root mean square norm; the mean is summed in double, one row after the other. */
@SuppressWarnings("ArrayRecordComponent") // an op is compared by nobody
record RmsNormOp(Activation x, float[] gain, float epsilon, Activation out) implements Op {
    @Override
    public int tasks(Pass pass) {
        return pass.rows(x);
    }

    @Override
    public void run(Pass pass, int task, Scratch scratch) {
        int columns = gain.length;
        int start = task * columns;
        float[] in = x.values();
        float[] result = out.values();
        double squares = 0;
        for (int i = 0; i < columns; i++) {
            squares += (double) in[start + i] * in[start + i];
        }
        float scale = (float) (1.0 / Math.sqrt(squares / columns + epsilon));
        for (int i = 0; i < columns; i++) {
            result[start + i] = in[start + i] * scale * gain[i];
        }
    }
}
