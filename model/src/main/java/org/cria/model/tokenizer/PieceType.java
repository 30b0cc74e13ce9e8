package org.cria.model.tokenizer;

import org.cria.kernels.CriaException;

/** What a piece of a vocabulary is for, in the order of its number in {@code tokenizer.ggml.token_type}. */
public enum PieceType {
    /** Not said; never printed, never special. */
    UNDEFINED,
    /** Text. */
    NORMAL,
    /** Stands for text that the vocabulary cannot spell; prints nothing. */
    UNKNOWN,
    /** Structure, such as the begin of a text or of a turn: never made from a user's text, prints nothing. */
    CONTROL,
    /** Text that is always one token, whatever the merges say. */
    USER_DEFINED,
    /** Reserved; prints nothing. */
    UNUSED,
    /** One byte, spelled {@code <0x0A>}, for characters without a piece of their own. */
    BYTE;

    /** Its number in a GGUF file. */
    @SuppressWarnings("EnumOrdinal") // the order is the file's
    public int number() {
        return ordinal();
    }

    /** The type with this number in a GGUF file. */
    public static PieceType of(int number) {
        PieceType[] all = values();
        if (number < 0 || number >= all.length) {
            throw new CriaException("tokenizer.ggml.token_type: found type " + number + ", expected 0 to "
                    + (all.length - 1) + ". The file is damaged, or newer than this build; download it again.");
        }
        return all[number];
    }
}
