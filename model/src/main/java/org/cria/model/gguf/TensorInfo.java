package org.cria.model.gguf;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.format.Format;

/**
 * A tensor's entry in a GGUF file; checked to lie inside the file and beside every other tensor.
 *
 * @param name such as {@code blk.0.attn_q.weight}
 * @param dimensions 1 to 4, each at least 1, in GGUF's order: the innermost (a row's length) first
 * @param shard index of the file that holds the data, from 0
 * @param offset of the data in that file, in bytes from its beginning
 * @param bytes of the data
 */
public record TensorInfo(String name, Format format, List<Long> dimensions, int shard, long offset, long bytes) {
    public TensorInfo {
        dimensions = List.copyOf(dimensions);
    }

    /** The same in another file. */
    TensorInfo inShard(int other) {
        return new TensorInfo(name, format, dimensions, other, offset, bytes);
    }

    /** How many values the tensor has: the product of its dimensions. */
    public long values() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }

    /** The dimensions for messages, such as {@code [2048, 32000]}. */
    public String shapeText() {
        return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
