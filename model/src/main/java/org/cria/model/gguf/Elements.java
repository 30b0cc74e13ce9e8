package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cria.kernels.format.Little;

/** Decodes the elements of metadata arrays, which were bounds-checked when the file was opened. */
final class Elements {
    private Elements() {}

    /** The first {@code count} strings of an array of strings. */
    static List<String> strings(StoredValue.Array array, int count) {
        return strings(array, count, (bytes, length) -> new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** All strings of an array; a byte that is not UTF-8 is the lone surrogate U+DC00 plus the byte. */
    static List<String> spellings(StoredValue.Array array) {
        return strings(array, array.count(), (bytes, length) -> {
            String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
            return text.indexOf('\uFFFD') < 0 ? text : escaped(bytes, length);
        });
    }

    /** What could be U+FFFD, or a byte that is not UTF-8. */
    private static String escaped(byte[] bytes, int length) {
        ByteBuffer source = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer target = CharBuffer.allocate(length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        while (source.hasRemaining()) {
            CoderResult result = decoder.decode(source, target, true);
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    target.put((char) (0xDC00 + (source.get() & 0xFF)));
                }
            }
            decoder.reset();
        }
        return target.flip().toString();
    }

    private interface Decoding {
        String decode(byte[] bytes, int length);
    }

    private static List<String> strings(StoredValue.Array array, int count, Decoding decoding) {
        MemorySegment elements = array.elements();
        List<String> strings = new ArrayList<>(count);
        byte[] scratch = new byte[256];
        long at = 0;
        for (int i = 0; i < count; i++) {
            int length = (int) elements.get(Little.LONG, at);
            at += Long.BYTES;
            if (length > scratch.length) {
                scratch = new byte[length];
            }
            MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, at, scratch, 0, length);
            strings.add(decoding.decode(scratch, length));
            at += length;
        }
        return Collections.unmodifiableList(strings);
    }

    /** All elements of an array of numbers. */
    static float[] floats(StoredValue.Array array) {
        float[] numbers = new float[array.count()];
        if (array.element() == ValueType.F32) {
            MemorySegment.copy(array.elements(), Little.FLOAT, 0, numbers, 0, numbers.length);
            return numbers;
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (element(array, i)) {
                case StoredValue.Floating number -> (float) number.number();
                case StoredValue.Integral number -> (float) number.number();
                default -> throw new IllegalArgumentException(array.element() + " is no number");
            };
        }
        return numbers;
    }

    /** One element of an array of scalars. */
    static StoredValue element(StoredValue.Array array, int index) {
        return StoredValue.scalar(array.element(), array.elements(), (long) index * array.element().bytes);
    }
}
