package org.cria.kernels.program;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;

/**
 * A weight matrix as it lies in the model file: row-major, every row a whole number of the format's blocks.
 *
 * @param name as in the file, for messages
 * @param format how its values are stored
 * @param rows 1 for a vector
 * @param columns values in a row
 * @param data {@code format.bytes(rows · columns)} bytes, read-only; empty where only shapes matter (memory planning)
 */
public record Weight(String name, Format format, int rows, int columns, MemorySegment data) {
    /** What a weight is to the step that uses it. */
    public enum Role {
        /** Rows are looked up. */
        TABLE,
        /** Every row is multiplied with. */
        MATRIX,
        /** Some of its equal parts are multiplied with, others for each token. */
        EXPERTS,
        /** There is one row, whose values go with the columns of activations. */
        VECTOR
    }

    public Weight {
        if (rows <= 0 || columns <= 0 || columns % format.blockValues() != 0) {
            throw new IllegalArgumentException("weight '" + name + "' is [" + rows + ", " + columns + "] in "
                    + format.name() + ", whose blocks hold " + format.blockValues() + " values");
        }
        if (data.byteSize() != 0 && data.byteSize() != format.bytes((long) rows * columns)) {
            throw new IllegalArgumentException("weight '" + name + "' has " + data.byteSize() + " bytes, expected "
                    + format.bytes((long) rows * columns));
        }
    }

    /** Its format and shape, for messages, such as {@code Q8_0 [4096, 11008]}. */
    public String shape() {
        return format.name() + " [" + rows + ", " + columns + "]";
    }

    /** Bytes of one row. */
    public long rowBytes() {
        return format.bytes(columns);
    }

    /** Bytes of the whole matrix. */
    public long bytes() {
        return rowBytes() * rows;
    }
}
