package org.cria.testmodels;

/**
 * A part of a GGUF file that its reader acts on.
 *
 * @param kind what the bytes mean
 * @param owner the key or tensor that it belongs to; empty for the header
 * @param offset in the file, in bytes
 * @param bytes its length
 */
public record GgufField(Kind kind, String owner, int offset, int bytes) {
    /** What the bytes of a field mean; numbers are little-endian. */
    public enum Kind {
        MAGIC,
        VERSION,
        TENSOR_COUNT,
        KEY_COUNT,
        KEY_LENGTH,
        KEY,
        VALUE_TYPE,
        VALUE,
        STRING_LENGTH,
        ELEMENT_TYPE,
        ELEMENT_COUNT,
        NAME_LENGTH,
        NAME,
        RANK,
        DIMENSION,
        FORMAT,
        OFFSET
    }
}
