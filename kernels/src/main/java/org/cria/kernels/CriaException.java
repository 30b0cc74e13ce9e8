package org.cria.kernels;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the user can act on. Its message is one sentence per fact: the place, what was found, what was expected and
 * the next step. Programming errors use the JDK's own exceptions instead.
 */
public class CriaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CriaException(String message) {
        super(message);
    }

    public CriaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
