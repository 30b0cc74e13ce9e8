package org.cria.kernels.backend.cpu;

/** Root mean square norm of each row, or of each group of its values; the mean is summed in double. */
@SuppressWarnings("ArrayRecordComponent") // an op is compared by nobody
record RmsNormOp(Activation x, float[] gain, float epsilon, Activation out) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        for (int group = 0; group < x.columns(); group += gain.length) {
            normalise(task * x.columns() + group);
        }
    }

    private void normalise(int start) {
        int columns = gain.length;
        float[] in = x.values();
        float[] result = out.values();
        // Four sums, since one would wait for itself in every addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int bound = start + columns - columns % 4;
        for (int i = start; i < bound; i += 4) {
            a += (double) in[i] * in[i];
            b += (double) in[i + 1] * in[i + 1];
            c += (double) in[i + 2] * in[i + 2];
            d += (double) in[i + 3] * in[i + 3];
        }
        for (int i = bound; i < start + columns; i++) {
            a += (double) in[i] * in[i];
        }
        float scale = (float) (1.0 / Math.sqrt((a + b + (c + d)) / columns + epsilon));
        for (int i = 0; i < columns; i++) {
            result[start + i] = in[start + i] * scale * gain[i];
        }
    }
}
