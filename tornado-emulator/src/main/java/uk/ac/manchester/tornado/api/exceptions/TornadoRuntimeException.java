package uk.ac.manchester.tornado.api.exceptions;

/** A graph or plan that cannot run: TornadoVM's {@code TornadoRuntimeException}. */
public class TornadoRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TornadoRuntimeException(String msg) {
        super(msg);
    }

    public TornadoRuntimeException(Exception e) {
        super(e);
    }
}
