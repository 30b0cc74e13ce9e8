package org.cria.model.gguf;

import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/** A GGUF file that cannot be used, and what to do about it. */
public final class GgufException extends CriaException {
    private static final long serialVersionUID = 1L;

    /** The next step that fits bytes which make no sense. */
    static final String DAMAGED = "The file is damaged; download it again.";

    /** The next step that fits a file which ends too early. */
    static final String TRUNCATED = "The file is truncated; download it again.";

    /**
     * @param place the file, such as {@code tiny.gguf}
     * @param found what is there, such as {@code tensor 'x' has 7 dimensions}
     * @param expected what would be right, such as {@code 1 to 4}
     * @param nextStep one whole sentence on what to do
     */
    public GgufException(String place, String found, String expected, String nextStep) {
        super(message(place, found, expected, nextStep));
    }

    /** @param explanation place, what was found, what was expected and the next step, which mentions a control */
    public GgufException(Explanation explanation) {
        super(explanation);
    }

    GgufException(String place, String found, String expected, String nextStep, Throwable cause) {
        super(message(place, found, expected, nextStep), cause);
    }

    private static String message(String place, String found, String expected, String nextStep) {
        return place + ": " + found + ", expected " + expected + ". " + nextStep;
    }
}
