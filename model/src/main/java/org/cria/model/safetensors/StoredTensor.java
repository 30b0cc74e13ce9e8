package org.cria.model.safetensors;

import java.util.List;

/**
 * A tensor's entry in the header of a safetensors file; checked to have as many bytes as its shape needs, beside every other one.
 *
 * @param name such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape outermost dimension first: a matrix is [rows, columns]; empty for a single value
 * @param file index of the file that holds the data, from 0
 * @param offset of the data in that file, in bytes from its beginning
 * @param bytes of the data
 */
public record StoredTensor(String name, StoredType type, List<Long> shape, int file, long offset, long bytes) {
    public StoredTensor {
        shape = List.copyOf(shape);
    }

    /** The length of a row: the last dimension; 1 for a single value. */
    public long columns() {
        return shape.isEmpty() ? 1 : shape.getLast();
    }

    /** How many rows there are: the product of all dimensions but the last. */
    public long rows() {
        return shape.isEmpty() ? 1 : shape.stream().limit(shape.size() - 1L).reduce(1L, Math::multiplyExact);
    }
}
