package org.cria.model.train;

import java.nio.file.Path;

/** Hears how a training goes, and may end it. */
public interface TrainingListener {
    /**
     * After each step.
     *
     * @param curve up to it
     * @param rate the learning rate that it had
     * @param norm of the derivatives, before they were clipped
     * @param tokens that it read
     */
    void stepDone(TrainingCurve curve, double rate, double norm, long tokens);

    /** After each measurement, the latest in the curve. */
    void measured(TrainingCurve curve);

    /** Whenever the training can be gone on with from where it is. */
    void saved(Path folder, TrainingCurve curve);

    /** Asked after each step; what was learned by then is saved where it is to end. */
    boolean goesOn();
}
