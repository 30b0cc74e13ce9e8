package org.cria.testmodels;

/** The types of metadata values; a constant's ordinal is its id in the file ({@code enum gguf_type}). */
public enum GgufType {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    BOOL,
    STRING,
    ARRAY,
    U64,
    I64,
    F64
}
