package org.cria.model.safetensors;

import java.util.Arrays;
import java.util.Optional;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.jspecify.annotations.Nullable;

/** The types of values that the format has; a constant's name is the one in the header. */
public enum StoredType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16, Formats.F16),
    BF16(16, Formats.BF16),
    I32(32),
    U32(32),
    F32(32, Formats.F32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    /** What one value takes. */
    final int bits;

    @SuppressWarnings("ImmutableEnumChecker") // formats are stateless
    private final @Nullable Format format;

    StoredType(int bits) {
        this(bits, null);
    }

    StoredType(int bits, @Nullable Format format) {
        this.bits = bits;
        this.format = format;
    }

    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The format of the same bytes in a model file; empty for types that no weights are computed in. */
    public Optional<Format> format() {
        return Optional.ofNullable(format);
    }
}
