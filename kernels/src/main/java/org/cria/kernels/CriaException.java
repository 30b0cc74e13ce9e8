package org.cria.kernels;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the user can act on. Its message is one sentence per fact: the place, what was found, what was expected and
 * the next step. Programming errors use the JDK's own exceptions instead.
 */
public class CriaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Explanation explanation;

    public CriaException(String message) {
        this(Explanation.of(message), null);
    }

    public CriaException(String message, @Nullable Throwable cause) {
        this(Explanation.of(message), cause);
    }

    /** A failure whose text speaks of what the user set, or is to set. */
    public CriaException(Explanation explanation) {
        this(explanation, null);
    }

    public CriaException(Explanation explanation, @Nullable Throwable cause) {
        super(explanation.toString(), cause);
        this.explanation = explanation;
    }

    /** The message, with what it mentions as data. */
    public Explanation explanation() {
        return explanation;
    }

    /** The same failure, said of a place: {@code stories.gguf: …} */
    public CriaException at(String place) {
        return new CriaException(Explanation.of(place, ": ", explanation), this);
    }
}
