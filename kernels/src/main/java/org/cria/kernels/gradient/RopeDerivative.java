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
        Angles angles = frame.angles(rotation);
        frame.forRows(out, (first, end, _) -> {
            for (int t = first; t < end; t++) {
                for (int head = t * x.columns(); head < (t + 1) * x.columns(); head += headDims) {
                    turn(values, head, angles, positions[t] * rotation.pairs(), direction);
                }
            }
        });
    }

    private void turn(float[] values, int head, Angles angles, int at, int direction) {
        for (int i = 0; i < rotation.pairs(); i++) {
            int first = head + rotation.stride() * i;
            int second = first + rotation.reach();
            float cos = angles.cosines()[at + i];
            float sin = direction * angles.sines()[at + i];
            float a = values[first];
            float b = values[second];
            values[first] = a * cos - b * sin;
            values[second] = a * sin + b * cos;
        }
    }
}
