package org.cria.model.serve;

import org.cria.kernels.CriaException;

/** A scheduler takes on no more: its queue is full, or it closes. What was refused may be tried again later. */
public final class RefusedException extends CriaException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
