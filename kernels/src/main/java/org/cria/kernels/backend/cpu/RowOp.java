package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/**
 * An op with a task per row, which reads and writes nothing of other rows. So what such ops do with a row one after the other is one task,
 * see {@link RowOps}.
 */
interface RowOp extends Op {
    /** Which rows. */
    Buffer.Rows ofRows();
}
