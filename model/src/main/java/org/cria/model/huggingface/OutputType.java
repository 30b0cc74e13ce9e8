package org.cria.model.huggingface;

import java.util.Locale;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** The formats that a folder's matrices can be written in; vectors are F32 in each. */
public enum OutputType {
    /** As they are stored. */
    AUTO(Formats.F32, 0),
    F32(Formats.F32, 0),
    F16(Formats.F16, 1),
    BF16(Formats.BF16, 32),
    /** Matrices whose rows are not whole blocks are F16, as llama.cpp's converter has them. */
    Q8_0(Formats.Q8_0, 7);

    @SuppressWarnings("ImmutableEnumChecker") // formats are stateless
    private final Format format;

    /** {@code general.file_type}, llama.cpp's number for it. */
    private final int fileType;

    OutputType(Format format, int fileType) {
        this.format = format;
        this.fileType = fileType;
    }

    /**
     * The format of a matrix that is stored in another.
     *
     * @param columns the length of its rows
     */
    Format of(Format stored, long columns) {
        if (this == AUTO) {
            return stored;
        }
        return columns % format.blockValues() == 0 ? format : Formats.F16;
    }

    int fileType() {
        return fileType;
    }

    /** The name on a command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@link #AUTO} is for matrices that are stored in this format. */
    static OutputType ofStored(Format stored) {
        return valueOf(stored.name());
    }
}
