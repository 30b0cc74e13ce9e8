package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.cria.kernels.Count;
import org.cria.kernels.format.Little;

/** A position in the bytes of a GGUF file that never moves past their end. */
final class Cursor {
    /** The most bytes of a string and the most elements of an array: hundreds of times what any model holds. */
    static final int LONGEST = 1 << 26;

    private static final int LONGEST_NAME_BYTES = 65_535;

    private final String place;
    private final MemorySegment bytes;
    private long position;
    private String item = "the header";

    /** @param place the file's name, for messages */
    Cursor(String place, MemorySegment bytes) {
        this.place = place;
        this.bytes = bytes;
    }

    /** Says what is read next; messages name it. */
    void item(String name) {
        item = name;
    }

    String place() {
        return place;
    }

    long position() {
        return position;
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    int int32(String what) {
        return bytes.get(Little.INT, take(4, what));
    }

    long int64(String what) {
        return bytes.get(Little.LONG, take(8, what));
    }

    /**
     * Reads a count; refused unless {@code count · smallestBytes} is left and it is at most {@code most}.
     *
     * @param what is counted, such as {@code tensors}
     */
    int count(String what, int smallestBytes, int most) {
        long count = int64("the number of " + what);
        long left = remaining() / smallestBytes;
        if (count < 0 || count > Math.min(left, most)) {
            throw outsized(
                    "claims " + Long.toUnsignedString(count) + " " + what,
                    "at most " + Math.min(left, most)
                            + (left < most ? " in the " + Count.of(remaining(), "byte") + " left" : ""));
        }
        return (int) count;
    }

    /** A string's bytes; its length comes first. */
    MemorySegment text() {
        long length = int64("a string's length");
        checkLength(length);
        return slice(length, "a string");
    }

    /** A key or a tensor name: not empty, valid UTF-8. */
    String name() {
        MemorySegment utf8 = text();
        if (utf8.byteSize() == 0 || utf8.byteSize() > LONGEST_NAME_BYTES) {
            throw damaged("has a name of " + Count.of(utf8.byteSize(), "byte"), "1 to " + LONGEST_NAME_BYTES);
        }
        try {
            ByteBuffer raw = ByteBuffer.wrap(utf8.toArray(ValueLayout.JAVA_BYTE));
            return StandardCharsets.UTF_8.newDecoder().decode(raw).toString();
        } catch (CharacterCodingException e) {
            throw damaged("has a name that is not UTF-8", "UTF-8");
        }
    }

    /** {@code count} strings, each with its length: 400,000 of them in a Llama 3 file, so the loop is kept bare. */
    MemorySegment strings(int count) {
        long start = position;
        long end = bytes.byteSize();
        long at = start;
        for (int i = 0; i < count; i++) {
            position = at;
            if (end - at < Long.BYTES) {
                throw truncated(Long.BYTES, "string " + i + " of " + count);
            }
            long length = bytes.get(Little.LONG, at);
            at += Long.BYTES;
            if (length < 0 || length > end - at || length > LONGEST) {
                position = at;
                checkLength(length);
            }
            at += length;
        }
        position = at;
        return bytes.asSlice(start, at - start);
    }

    MemorySegment slice(long count, String what) {
        return bytes.asSlice(take(count, what), count);
    }

    /** What was read since the position was {@code start}. */
    MemorySegment since(long start) {
        return bytes.asSlice(start, position - start);
    }

    /** An error whose cause is bytes that make no sense. */
    GgufException damaged(String found, String expected) {
        return new GgufException(place, item + " " + found, expected, GgufException.DAMAGED);
    }

    /** An error about a number that may be wrong, or right in a file that lacks its end. */
    private GgufException outsized(String found, String expected) {
        return new GgufException(
                place, item + " " + found, expected, "The file is truncated or damaged; download it again.");
    }

    private void checkLength(long length) {
        long most = Math.min(LONGEST, remaining());
        if (length < 0 || length > most) {
            throw outsized(
                    "claims a string of " + Long.toUnsignedString(length) + " bytes at offset " + position,
                    "at most " + most + (most < LONGEST ? ", what is left of the file" : ""));
        }
    }

    /** @param count not negative */
    private long take(long count, String what) {
        if (count > remaining()) {
            throw truncated(count, what);
        }
        long at = position;
        position += count;
        return at;
    }

    private GgufException truncated(long count, String what) {
        return new GgufException(
                place,
                "the file ends at byte " + bytes.byteSize() + " inside " + item,
                "another " + Count.of(count - remaining(), "byte") + " for " + what,
                GgufException.TRUNCATED);
    }
}
