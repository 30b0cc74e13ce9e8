package org.cria.emulator.bytecode;

/** Kernel code that devices do not take or get wrong. */
public final class RefusedCode extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String place;

    /**
     * @param place  method, file and line
     * @param reason what stands there and what to write instead
     */
    RefusedCode(String place, String reason) {
        super(place + ": " + reason);
        this.place = place;
    }

    /** Method, file and line. */
    public String place() {
        return place;
    }
}
