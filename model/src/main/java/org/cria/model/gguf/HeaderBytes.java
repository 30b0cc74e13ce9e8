package org.cria.model.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** What stands before the data of a GGUF file: the counts, the metadata and the tensor table. */
final class HeaderBytes {
    private static final int VERSION = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void start(int tensors, int keys) {
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        whole(VERSION, Integer.BYTES);
        whole(tensors, Long.BYTES);
        whole(keys, Long.BYTES);
    }

    void pair(String key, StoredValue value) {
        text(key);
        switch (value) {
            case StoredValue.Integral number -> {
                type(number.type());
                whole(number.bits(), number.type().bytes);
            }
            case StoredValue.Floating number -> {
                type(number.type());
                real(number);
            }
            case StoredValue.Bool(boolean flag) -> {
                type(ValueType.BOOL);
                out.write(flag ? 1 : 0);
            }
            case StoredValue.Utf8(MemorySegment utf8) -> {
                type(ValueType.STRING);
                whole(utf8.byteSize(), Long.BYTES);
                raw(utf8);
            }
            case StoredValue.Array array -> {
                type(ValueType.ARRAY);
                type(array.element());
                whole(array.count(), Long.BYTES);
                raw(array.elements());
            }
        }
    }

    /** @param offset from the beginning of the data */
    void tensor(NewTensor tensor, long offset) {
        text(tensor.name());
        whole(tensor.dimensions().size(), Integer.BYTES);
        tensor.dimensions().forEach(dimension -> whole(dimension, Long.BYTES));
        whole(tensor.format().ggmlType(), Integer.BYTES);
        whole(offset, Long.BYTES);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        whole(utf8.length, Long.BYTES);
        out.writeBytes(utf8);
    }

    private void type(ValueType type) {
        whole(type.id(), Integer.BYTES);
    }

    private void real(StoredValue.Floating number) {
        if (number.type() == ValueType.F32) {
            whole(Float.floatToRawIntBits((float) number.number()), Float.BYTES);
        } else {
            whole(Double.doubleToRawLongBits(number.number()), Double.BYTES);
        }
    }

    private void raw(MemorySegment bytes) {
        out.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /** The low {@code bytes} bytes, little-endian. */
    private void whole(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
    }
}
