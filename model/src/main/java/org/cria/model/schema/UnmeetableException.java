package org.cria.model.schema;

import org.cria.kernels.CriaException;

/** No value meets a part of a schema. Where there are alternatives, the others may do. */
final class UnmeetableException extends CriaException {
    private static final long serialVersionUID = 1L;

    UnmeetableException(String message) {
        super(message);
    }
}
