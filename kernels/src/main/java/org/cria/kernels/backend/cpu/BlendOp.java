package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import org.cria.kernels.program.Buffer;

/** Sums what the experts of a row have made, by their shares. */
record BlendOp(Arithmetic arithmetic, Activation x, Activation chosen, Activation out) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return out.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(out);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int columns = out.columns();
        int used = chosen.columns() / 2;
        int shares = task * chosen.columns() + used;
        int start = task * columns;
        Arrays.fill(out.values(), start, start + columns, 0f);
        arithmetic.addWeighted(
                chosen.values(), shares, used, x.values(), task * x.columns(), columns, out.values(), start, columns);
    }
}
