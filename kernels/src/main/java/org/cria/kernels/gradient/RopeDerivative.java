package org.cria.kernels.gradient;

import org.cria.kernels.program.Rotation;

/** Pairs of values turned by an angle and scaled; gradients are turned back and scaled. */
record RopeDerivative(Rotation rotation, int headDims, Content x, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        turn(frame, frame.change(x, out), 1);
    }

    @Override
    public void backward(Frame frame) {
        float[] changed = frame.gradients().take(out);
        turn(frame, changed, -1);
        frame.gradients().give(x, changed);
    }

    private void turn(Frame frame, float[] values, int direction) {
        int[] positions = frame.rows().positions();
        int pairs = rotation.pairs();
        double[] frequencies =
                rotation.frequencies().stream().mapToDouble(Float::doubleValue).toArray();
        frame.forRows(out, (first, end, desk) -> {
            float[] cosines = desk.floats(1, pairs);
            float[] sines = desk.floats(2, pairs);
            for (int t = first; t < end; t++) {
                for (int i = 0; i < pairs; i++) {
                    double angle = positions[t] * frequencies[i];
                    cosines[i] = (float) (Math.cos(angle) * rotation.magnitude());
                    sines[i] = (float) (Math.sin(angle) * rotation.magnitude() * direction);
                }
                for (int head = t * x.columns(); head < (t + 1) * x.columns(); head += headDims) {
                    turn(values, head, cosines, sines);
                }
            }
        });
    }

    private void turn(float[] values, int head, float[] cosines, float[] sines) {
        for (int i = 0; i < rotation.pairs(); i++) {
            int first = head + rotation.stride() * i;
            int second = first + rotation.reach();
            float a = values[first];
            float b = values[second];
            values[first] = a * cosines[i] - b * sines[i];
            values[second] = a * sines[i] + b * cosines[i];
        }
    }
}
