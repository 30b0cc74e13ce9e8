package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.cria.kernels.format.Little;

/** A metadata value. Strings and arrays stay in the mapping, already bounds-checked, until somebody asks for them. */
sealed interface StoredValue {
    /**
     * A whole number of any type.
     *
     * @param bits sign- or zero-extended; a u64 beyond {@link Long#MAX_VALUE} looks negative
     */
    record Integral(ValueType type, long bits) implements StoredValue {
        String text() {
            return type == ValueType.U64 ? Long.toUnsignedString(bits) : Long.toString(bits);
        }

        boolean fitsInt() {
            return bits == (int) bits && !(type == ValueType.U64 && bits < 0);
        }

        double number() {
            return type == ValueType.U64 && bits < 0 ? (bits >>> 1) * 2.0 : bits;
        }
    }

    record Floating(ValueType type, double number) implements StoredValue {
        String text() {
            return type == ValueType.F32 ? Float.toString((float) number) : Double.toString(number);
        }
    }

    record Bool(boolean value) implements StoredValue {}

    /**
     * A string.
     *
     * @param utf8 at most {@link Cursor#LONGEST} bytes; bytes that are no UTF-8 read as U+FFFD
     */
    record Utf8(MemorySegment utf8) implements StoredValue {
        String decode() {
            return new String(utf8.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }

        /** The beginning of the text: never more than {@code bytes} bytes are read. */
        String decode(int bytes) {
            MemorySegment head = utf8.asSlice(0, Math.min(bytes, utf8.byteSize()));
            return new String(head.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }

    /**
     * An array.
     *
     * @param elements exactly the bytes of the elements, strings with their lengths, nested arrays with their types and counts
     */
    record Array(ValueType element, int count, MemorySegment elements) implements StoredValue {}

    /** Reads a scalar of fixed length. */
    static StoredValue scalar(ValueType type, MemorySegment bytes, long offset) {
        return switch (type) {
            case U8, I8, U16, I16, U32, I32, U64, I64 -> new Integral(type, whole(type, bytes, offset));
            case F32, F64 -> new Floating(type, real(type, bytes, offset));
            case BOOL -> new Bool(bytes.get(ValueLayout.JAVA_BYTE, offset) != 0);
            case STRING, ARRAY -> throw new IllegalArgumentException(type + " has no fixed length");
        };
    }

    static long whole(ValueType type, MemorySegment bytes, long offset) {
        return switch (type) {
            case U8 -> bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
            case I8 -> bytes.get(ValueLayout.JAVA_BYTE, offset);
            case U16 -> bytes.get(Little.SHORT, offset) & 0xFFFF;
            case I16 -> bytes.get(Little.SHORT, offset);
            case U32 -> Integer.toUnsignedLong(bytes.get(Little.INT, offset));
            case I32 -> bytes.get(Little.INT, offset);
            case U64, I64 -> bytes.get(Little.LONG, offset);
            case F32, F64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type + " is no whole number");
        };
    }

    private static double real(ValueType type, MemorySegment bytes, long offset) {
        return type == ValueType.F32 ? bytes.get(Little.FLOAT, offset) : bytes.get(Little.DOUBLE, offset);
    }
}
