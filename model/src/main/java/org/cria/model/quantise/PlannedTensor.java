package org.cria.model.quantise;

import java.util.Optional;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.TensorInfo;

/**
 * What becomes of a tensor.
 *
 * @param name that it gets
 * @param format that it gets
 * @param wanted what it would have got, where its rows are not whole blocks of that
 */
public record PlannedTensor(TensorInfo tensor, String name, Format format, Optional<Format> wanted) {
    /** One that keeps its name. */
    public PlannedTensor(TensorInfo tensor, Format format, Optional<Format> wanted) {
        this(tensor, tensor.name(), format, wanted);
    }

    /** Whether values are encoded anew; else they are copied. */
    public boolean changes() {
        return !tensor.format().equals(format);
    }

    /** The length of its data in the new file. */
    public long bytes() {
        return format.bytes(tensor.values());
    }
}
