package org.cria.kernels.gradient;

/** {@code out = given}: what comes from outside depends on no weight. */
record GivenDerivative(Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        int length = frame.rows(out) * out.columns();
        float[] given = frame.texts().given();
        if (given.length < length) {
            throw new IllegalArgumentException(
                    given.length + " given activations, expected " + frame.rows(out) + " × " + out.columns());
        }
        System.arraycopy(given, 0, frame.make(out), 0, length);
    }

    @Override
    public void backward(Frame frame) {}
}
