package org.cria.testmodels;

/** The types of metadata values ({@code enum gguf_type}). */
public enum GgufType {
    U8(0),
    I8(1),
    U16(2),
    I16(3),
    U32(4),
    I32(5),
    F32(6),
    BOOL(7),
    STRING(8),
    ARRAY(9),
    U64(10),
    I64(11),
    F64(12);

    private final int id;

    GgufType(int id) {
        this.id = id;
    }

    /** The type's number in a file. */
    public int id() {
        return id;
    }
}
