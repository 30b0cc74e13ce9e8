package org.cria.model.hub;

import org.cria.kernels.CriaException;

/** Somebody stopped a download; what has come is kept. */
public final class StoppedException extends CriaException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
