package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** Root mean square norm of each row, or of each group of its values; the mean is summed in double. */
@SuppressWarnings("ArrayRecordComponent") // an op is compared by nobody
record RmsNormOp(Arithmetic arithmetic, Activation x, float[] gain, float epsilon, Activation out) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return x.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        for (int group = 0; group < x.columns(); group += gain.length) {
            normalise(task * x.columns() + group, scratch);
        }
    }

    private void normalise(int start, Scratch scratch) {
        double squares = arithmetic.squares(x.values(), start, gain.length, scratch);
        float factor = (float) (1.0 / Math.sqrt(squares / gain.length + epsilon));
        arithmetic.scale(x.values(), start, factor, gain, out.values());
    }
}
