package org.cria.kernels.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.f32.F32;

/** The formats that this build reads, one line each. */
public final class Formats {
    public static final Format F32 = new F32();

    private static final List<Format> ALL = List.of(F32);

    private Formats() {}

    /** All formats, in the order of their ids. */
    public static List<Format> all() {
        return ALL;
    }

    /** The format with this id in a GGUF tensor table, if this build reads it. */
    public static Optional<Format> byGgmlType(int ggmlType) {
        return ALL.stream().filter(f -> f.ggmlType() == ggmlType).findFirst();
    }

    /** The format with this name, for instance {@code Q8_0}. */
    public static Format byName(String name) {
        return ALL.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CriaException("format '" + name + "' is unknown; supported: " + names()));
    }

    /** The names of all formats, for messages. */
    public static String names() {
        return ALL.stream().map(Format::name).collect(Collectors.joining(", "));
    }
}
