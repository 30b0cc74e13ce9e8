package org.cria.model.safetensors;

import org.cria.kernels.CriaException;

/** A file of a published model that cannot be used, and what to do about it. */
public final class CheckpointException extends CriaException {
    private static final long serialVersionUID = 1L;

    /** The next step that fits a file which makes no sense. */
    public static final String DAMAGED = "The file is damaged; download it again.";

    /**
     * @param place the file, such as {@code model.safetensors}
     * @param found what is there, such as {@code tensor 'x' begins at byte 16}
     * @param expected what would be right, such as {@code 8, where the one before it ends}
     * @param nextStep one whole sentence on what to do
     */
    public CheckpointException(String place, String found, String expected, String nextStep) {
        super(message(place, found, expected, nextStep));
    }

    CheckpointException(String place, String found, String expected, String nextStep, Throwable cause) {
        super(message(place, found, expected, nextStep), cause);
    }

    private static String message(String place, String found, String expected, String nextStep) {
        return place + ": " + found + ", expected " + expected + ". " + nextStep;
    }
}
