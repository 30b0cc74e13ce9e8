package org.cria.kernels.backend.cpu.rows;

import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.format.Format;

/** Rows of one format, read and multiplied by a user's own loops; activations stay in 32 bits then, and no machine code takes its place. */
public interface RowsKernel extends OwnKernel {
    /** The format that it reads. */
    Format format();

    /** The loops. */
    Rows rows();

    @Override
    default String place() {
        return format().name() + " rows";
    }
}
