package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Key-value pairs to be written to a GGUF file, in the order in which they were put; a key that is put again moves to the end.
 *
 * <p>A draft that copies a file's metadata refers to its mapping: the file stays open until the draft is written.
 */
public final class MetadataDraft {
    private final Map<String, StoredValue> values = new LinkedHashMap<>();

    /** A draft with all pairs of a file, byte for byte. */
    public static MetadataDraft copyOf(Metadata metadata) {
        MetadataDraft draft = new MetadataDraft();
        draft.values.putAll(metadata.values());
        return draft;
    }

    public MetadataDraft string(String key, String text) {
        return put(key, new StoredValue.Utf8(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))));
    }

    public MetadataDraft flag(String key, boolean value) {
        return put(key, new StoredValue.Bool(value));
    }

    public MetadataDraft u16(String key, int value) {
        return put(key, new StoredValue.Integral(ValueType.U16, value & 0xFFFF));
    }

    public MetadataDraft u32(String key, int value) {
        return put(key, new StoredValue.Integral(ValueType.U32, Integer.toUnsignedLong(value)));
    }

    public MetadataDraft i32(String key, int value) {
        return put(key, new StoredValue.Integral(ValueType.I32, value));
    }

    public MetadataDraft u64(String key, long value) {
        return put(key, new StoredValue.Integral(ValueType.U64, value));
    }

    public MetadataDraft f32(String key, float value) {
        return put(key, new StoredValue.Floating(ValueType.F32, value));
    }

    /** An array of strings, in UTF-8. */
    public MetadataDraft strings(String key, List<String> texts) {
        List<byte[]> encoded = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer bytes = buffer(
                encoded.stream().mapToLong(text -> Long.BYTES + text.length).sum());
        encoded.forEach(text -> bytes.putLong(text.length).put(text));
        return array(key, ValueType.STRING, texts.size(), bytes);
    }

    /** An array of bools. */
    public MetadataDraft flags(String key, boolean[] flags) {
        ByteBuffer bytes = buffer(flags.length);
        for (boolean flag : flags) {
            bytes.put((byte) (flag ? 1 : 0));
        }
        return array(key, ValueType.BOOL, flags.length, bytes);
    }

    /** An array of i32. */
    public MetadataDraft i32s(String key, int[] numbers) {
        ByteBuffer bytes = buffer(4L * numbers.length);
        bytes.asIntBuffer().put(numbers);
        return array(key, ValueType.I32, numbers.length, bytes);
    }

    /** An array of f32. */
    public MetadataDraft f32s(String key, float[] numbers) {
        ByteBuffer bytes = buffer(4L * numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return array(key, ValueType.F32, numbers.length, bytes);
    }

    /** Takes a pair out; nothing happens where there is none. */
    public MetadataDraft without(String key) {
        values.remove(key);
        return this;
    }

    Map<String, StoredValue> values() {
        return Collections.unmodifiableMap(values);
    }

    private MetadataDraft array(String key, ValueType element, int count, ByteBuffer bytes) {
        return put(key, new StoredValue.Array(element, count, MemorySegment.ofBuffer(bytes.rewind())));
    }

    private MetadataDraft put(String key, StoredValue value) {
        values.remove(key);
        values.put(key, value);
        return this;
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
