package org.cria.kernels.gradient;

/** {@code out[i] = x[wanted[i]]}. */
record SelectDerivative(Content x, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        float[] from = frame.values(x);
        float[] to = frame.make(out);
        int[] wanted = frame.rows().wanted();
        for (int i = 0; i < wanted.length; i++) {
            System.arraycopy(from, wanted[i] * x.columns(), to, i * x.columns(), x.columns());
        }
    }

    @Override
    public void backward(Frame frame) {
        float[] of = frame.gradients().of(out);
        float[] sums = frame.gradients().begun(x);
        int[] wanted = frame.rows().wanted();
        for (int i = 0; i < wanted.length; i++) {
            for (int c = 0; c < x.columns(); c++) {
                sums[wanted[i] * x.columns() + c] += of[i * x.columns() + c];
            }
        }
    }
}
