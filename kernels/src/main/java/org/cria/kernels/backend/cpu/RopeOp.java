package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Rotation;

/** Turns the pairs of every head of a row. */
record RopeOp(Activation x, int headDims, Rotation.Pairing pairing, RotationTable table) implements RowOp {
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
        float[] values = x.values();
        int pairs = table.pairs();
        int end = (task + 1) * x.columns();
        for (int head = task * x.columns(); head < end; head += headDims) {
            switch (pairing) {
                case NEIGHBOURS -> turnNeighbours(values, head, task * pairs, pairs);
                case HALVES -> turnHalves(values, head, task * pairs, pairs);
            }
        }
    }

    private void turnNeighbours(float[] values, int head, int angles, int pairs) {
        float[] cosines = table.cosines();
        float[] sines = table.sines();
        for (int i = 0; i < pairs; i++) {
            float a = values[head + 2 * i];
            float b = values[head + 2 * i + 1];
            float cos = cosines[angles + i];
            float sin = sines[angles + i];
            values[head + 2 * i] = a * cos - b * sin;
            values[head + 2 * i + 1] = a * sin + b * cos;
        }
    }

    private void turnHalves(float[] values, int head, int angles, int pairs) {
        float[] cosines = table.cosines();
        float[] sines = table.sines();
        for (int i = head; i < head + pairs; i++) {
            float a = values[i];
            float b = values[i + pairs];
            float cos = cosines[angles + i - head];
            float sin = sines[angles + i - head];
            values[i] = a * cos - b * sin;
            values[i + pairs] = a * sin + b * cos;
        }
    }
}
