package uk.ac.manchester.tornado.api.exceptions;

/**
 * Declared by {@code TornadoExecutionPlan.close()}: TornadoVM's {@code TornadoExecutionPlanException}. The emulator
 * never throws it.
 */
public class TornadoExecutionPlanException extends Exception {
    private static final long serialVersionUID = 1;

    public TornadoExecutionPlanException(String message) {
        super(message);
    }
}
