package org.cria.model.gguf;

import java.io.IOException;
import java.util.List;
import org.cria.kernels.format.Format;

/**
 * A tensor to be written to a GGUF file.
 *
 * @param dimensions 1 to 4, each at least 1, in GGUF's order: the innermost (a row's length) first
 * @param contents called once, when all tensors before this one are written
 */
public record NewTensor(String name, Format format, List<Long> dimensions, Contents contents) {
    /** Writes a tensor's encoded values. */
    @FunctionalInterface
    public interface Contents {
        /** Writes all of them; parts may be written in any order, by several threads, as long as all are done on return. */
        void write(TensorOutput output) throws IOException;
    }

    public NewTensor {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty() || dimensions.size() > 4 || dimensions.stream().anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException("tensor '" + name + "' has the dimensions " + dimensions);
        }
        if (dimensions.getFirst() % format.blockValues() != 0) {
            throw new IllegalArgumentException("tensor '" + name + "' has rows of " + dimensions.getFirst()
                    + " values, expected whole blocks of " + format.name());
        }
    }

    /** A tensor of an open file, unchanged. */
    public static NewTensor copyOf(Gguf source, TensorInfo tensor) {
        return new NewTensor(tensor.name(), tensor.format(), tensor.dimensions(), output -> {
            output.write(source.data(tensor), 0);
            source.release(tensor);
        });
    }

    /** How many values the tensor has. */
    public long values() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }

    /** The length of its data. */
    public long bytes() {
        return format.bytes(values());
    }
}
