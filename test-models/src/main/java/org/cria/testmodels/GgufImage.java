package org.cria.testmodels;

import java.util.Arrays;
import java.util.List;

/** The bytes of a GGUF file, and where its fields are. Equal by identity; {@link #bytes()} is a copy. */
public final class GgufImage {
    private final byte[] bytes;
    private final List<GgufField> fields;
    private final int headerBytes;

    GgufImage(byte[] bytes, List<GgufField> fields, int headerBytes) {
        this.bytes = bytes.clone();
        this.fields = List.copyOf(fields);
        this.headerBytes = headerBytes;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** In file order. */
    public List<GgufField> fields() {
        return fields;
    }

    /** The length of all that comes before the tensors' data. */
    public int headerBytes() {
        return headerBytes;
    }

    /** The first field of this kind that belongs to {@code owner}. */
    public GgufField field(GgufField.Kind kind, String owner) {
        return fields.stream()
                .filter(field -> field.kind() == kind && field.owner().equals(owner))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " of '" + owner + "'"));
    }

    /** The file with another number in a field. */
    public byte[] with(GgufField.Kind kind, String owner, long number) {
        GgufField field = field(kind, owner);
        return put(bytes(), field.offset(), field.bytes(), number);
    }

    /** The file with other bytes from the beginning of a field. */
    public byte[] with(GgufField.Kind kind, String owner, byte[] replacement) {
        byte[] changed = bytes();
        System.arraycopy(replacement, 0, changed, field(kind, owner).offset(), replacement.length);
        return changed;
    }

    /** The first {@code length} bytes of the file. */
    public byte[] truncated(int length) {
        return Arrays.copyOf(bytes, length);
    }

    static byte[] put(byte[] target, int offset, int count, long number) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = (byte) (i < Long.BYTES ? number >> (8 * i) : 0);
        }
        return target;
    }
}
