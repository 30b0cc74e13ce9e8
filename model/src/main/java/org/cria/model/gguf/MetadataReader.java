package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the key-value pairs of one file. */
final class MetadataReader {
    /** Length, one byte of key, type, one byte of value. */
    private static final int SMALLEST_PAIR_BYTES = 8 + 1 + 4 + 1;

    private static final int MOST_KEYS = 1 << 16;

    /** Nothing nests arrays deeper than once; a bound keeps a hostile file from exhausting the stack. */
    private static final int DEEPEST = 4;

    private final Cursor cursor;

    MetadataReader(Cursor cursor) {
        this.cursor = cursor;
    }

    /** Reads the number of pairs. */
    int count() {
        return cursor.count("metadata keys", SMALLEST_PAIR_BYTES, MOST_KEYS);
    }

    /** Reads {@code count} pairs, in file order. */
    Metadata read(int count) {
        Map<String, StoredValue> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            cursor.item("metadata entry " + (i + 1) + " of " + count);
            String key = cursor.name();
            cursor.item("metadata key " + Printable.name(key));
            StoredValue value = value(type(cursor.int32("the type")));
            if (values.put(key, value) != null) {
                throw cursor.damaged("is there twice", "each key once");
            }
        }
        return new Metadata(cursor.place(), values);
    }

    private ValueType type(int id) {
        return ValueType.byId(id)
                .orElseThrow(() -> cursor.damaged("has the type " + Integer.toUnsignedString(id), "0 to 12"));
    }

    private StoredValue value(ValueType type) {
        return switch (type) {
            case STRING -> new StoredValue.Utf8(cursor.text());
            case ARRAY -> array(1);
            case BOOL -> StoredValue.scalar(type, flags(1), 0);
            case U8, I8, U16, I16, U32, I32, F32, U64, I64, F64 ->
                StoredValue.scalar(type, cursor.slice(type.bytes, "a value"), 0);
        };
    }

    private StoredValue.Array array(int depth) {
        if (depth > DEEPEST) {
            throw cursor.damaged("nests arrays more than " + DEEPEST + " deep", "a plain array");
        }
        ValueType element = type(cursor.int32("the type of an array's elements"));
        int smallest = switch (element) {
            case STRING -> 8;
            case ARRAY -> 12;
            default -> element.bytes;
        };
        int count = cursor.count("array elements", smallest, Cursor.LONGEST);
        return new StoredValue.Array(element, count, elements(element, count, depth));
    }

    private MemorySegment elements(ValueType element, int count, int depth) {
        return switch (element) {
            case STRING -> cursor.strings(count);
            case BOOL -> flags(count);
            case ARRAY -> {
                long start = cursor.position();
                for (int i = 0; i < count; i++) {
                    var _ = array(depth + 1);
                }
                yield cursor.since(start); // no model has a use for nested arrays, but copies of a file keep them
            }
            case U8, I8, U16, I16, U32, I32, F32, U64, I64, F64 ->
                cursor.slice((long) count * element.bytes, "an array");
        };
    }

    private MemorySegment flags(int count) {
        MemorySegment flags = cursor.slice(count, "a bool");
        for (int i = 0; i < count; i++) {
            int flag = flags.get(ValueLayout.JAVA_BYTE, i);
            if (flag != 0 && flag != 1) {
                throw cursor.damaged("has a bool with the byte " + (flag & 0xFF), "0 or 1");
            }
        }
        return flags;
    }
}
