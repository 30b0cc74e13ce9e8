package org.cria.server.work;

import java.time.Duration;
import org.cria.kernels.CriaException;
import org.cria.server.work.Models.Source;

/** Brings models into memory and out of it. */
public interface Loader {
    /**
     * What a model takes when all its slots are full, in bytes. Nothing is loaded for it.
     *
     * @throws CriaException if the file is none that runs
     */
    long bytes(Source source);

    /** @throws CriaException if the file is none that runs, or memory does not suffice */
    ServedModel load(Source source);

    /** Tells who runs the server why a request's model was not loaded. */
    void failed(Source source, CriaException failure);

    /**
     * Ends what is computed with a model, and frees it.
     *
     * @param grace how long its texts may go on
     */
    void unload(ServedModel model, Duration grace);
}
