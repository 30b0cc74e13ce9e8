package org.cria.model.huggingface;

import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.safetensors.StoredTensor;

/**
 * A tensor of a file, made of what a folder stores.
 *
 * @param name in the file
 * @param dimensions in GGUF's order: a row's length first
 * @param pieces one after the other, all of one stored format
 * @param shift what is added to each value
 */
record Composition(String name, List<Long> dimensions, List<StoredRows> pieces, float shift) {
    Composition {
        dimensions = List.copyOf(dimensions);
        pieces = List.copyOf(pieces);
    }

    /** A vector or matrix of one tensor. */
    static Composition of(String name, StoredTensor tensor, int headRows, float shift) {
        return new Composition(
                name, List.copyOf(tensor.shape().reversed()), List.of(StoredRows.whole(tensor, headRows)), shift);
    }

    /** The format that the values are stored in. */
    Format stored() {
        return pieces.getFirst().tensor().type().format().orElseThrow();
    }

    /** Norms and other vectors are computed in F32 everywhere, and so is what chooses experts. */
    private boolean isKeptExact() {
        return dimensions.size() == 1 || name.endsWith("_norm.weight") || name.endsWith("ffn_gate_inp.weight");
    }

    Format format(OutputType type) {
        return isKeptExact() ? Formats.F32 : type.of(stored(), dimensions.getFirst());
    }

    /** Whether the file's bytes are those that are stored. */
    boolean isAsStored(OutputType type) {
        return format(type).equals(stored())
                && shift == 0
                && pieces.size() == 1
                && pieces.getFirst().isAsStored();
    }

    long values() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }
}
