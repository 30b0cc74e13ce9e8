package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** The storage of a program's buffer: [rows, columns] f32, as many rows as the largest pass so far needed. */
final class Activation {
    private final Buffer buffer;
    private float[] values = new float[0];

    Activation(Buffer buffer) {
        this.buffer = buffer;
    }

    /** Makes room; called between passes only. */
    void ensure(int rows) {
        int length = Math.multiplyExact(rows, buffer.columns());
        if (values.length < length) {
            values = new float[length];
        }
    }

    float[] values() {
        return values;
    }

    int columns() {
        return buffer.columns();
    }

    Buffer.Rows rows() {
        return buffer.rows();
    }
}
