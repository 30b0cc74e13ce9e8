package org.cria.spark;

import org.cria.kernels.CriaException;

/** Failures of Spark. */
final class Causes {
    private Causes() {}

    /** What a user can act on is at the bottom of Spark's errors. */
    static CriaException told(Exception e) {
        if (e instanceof CriaException known) {
            return known;
        }
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof CriaException)) {
            cause = cause.getCause();
        }
        return new CriaException(
                String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString()), e);
    }
}
