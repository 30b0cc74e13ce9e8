package org.cria.model.gguf;

import java.util.Optional;

/** The types of metadata values; a constant's ordinal is its id in the file ({@code enum gguf_type}). */
enum ValueType {
    U8(1),
    I8(1),
    U16(2),
    I16(2),
    U32(4),
    I32(4),
    F32(4),
    BOOL(1),
    STRING(0),
    ARRAY(0),
    U64(8),
    I64(8),
    F64(8);

    /** The length of one value; 0 where values differ in length. */
    final int bytes;

    ValueType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<ValueType> byId(int id) {
        return id >= 0 && id < values().length ? Optional.of(values()[id]) : Optional.empty();
    }

    @SuppressWarnings("EnumOrdinal") // the format counts them in this order
    int id() {
        return ordinal();
    }

    boolean isWhole() {
        return switch (this) {
            case U8, I8, U16, I16, U32, I32, U64, I64 -> true;
            case F32, F64, BOOL, STRING, ARRAY -> false;
        };
    }

    boolean isNumber() {
        return isWhole() || this == F32 || this == F64;
    }

    /** The name for messages. */
    String text() {
        return switch (this) {
            case BOOL -> "a bool";
            case STRING -> "a string";
            case ARRAY -> "an array";
            case U8, U16, U32, U64, F32, F64 -> (isWhole() ? "a " : "an ") + lowerCase();
            case I8, I16, I32, I64 -> "an " + lowerCase();
        };
    }

    /** The name in lists of values, such as {@code string} or {@code u32}. */
    String lowerCase() {
        return switch (this) {
            case U8 -> "u8";
            case I8 -> "i8";
            case U16 -> "u16";
            case I16 -> "i16";
            case U32 -> "u32";
            case I32 -> "i32";
            case F32 -> "f32";
            case BOOL -> "bool";
            case STRING -> "string";
            case ARRAY -> "array";
            case U64 -> "u64";
            case I64 -> "i64";
            case F64 -> "f64";
        };
    }
}
