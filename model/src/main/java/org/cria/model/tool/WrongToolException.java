package org.cria.model.tool;

import org.cria.kernels.CriaException;

/** Tools that are none, or whose schemas cannot be enforced. */
public final class WrongToolException extends CriaException {
    private static final long serialVersionUID = 1;

    private final String place;
    private final boolean lacking;

    /**
     * A fault.
     *
     * @param place such as {@code tools[0].function.name}
     * @param lacking whether it is right elsewhere, and Cria has it not
     */
    WrongToolException(String place, String message, boolean lacking) {
        super(message);
        this.place = place;
        this.lacking = lacking;
    }

    /** Where it is. */
    public String place() {
        return place;
    }

    /** Whether it is right elsewhere, and Cria has it not. */
    public boolean isLacking() {
        return lacking;
    }
}
