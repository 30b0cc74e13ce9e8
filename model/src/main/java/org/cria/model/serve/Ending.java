package org.cria.model.serve;

import org.cria.model.generation.StopReason;

/** How a job ended. */
public sealed interface Ending {
    /** What it took. */
    JobReport report();

    /**
     * It came to its end.
     *
     * @param reason EOS, LIMIT, STOP or CONTEXT
     */
    record Complete(StopReason reason, JobReport report) implements Ending {}

    /**
     * It was ended.
     *
     * @param heldBack text that was not said yet
     */
    record Broken(Cause cause, String heldBack, JobReport report) implements Ending {}

    /** It failed: the model yields no distribution, or cannot be read any more. */
    record Failed(Throwable failure, JobReport report) implements Ending {}

    /** Why a job was ended. */
    enum Cause {
        /** Whoever wanted it went. */
        CANCELLED,
        /** Its time is over. */
        TIME,
        /** The scheduler closes. */
        CLOSING
    }
}
