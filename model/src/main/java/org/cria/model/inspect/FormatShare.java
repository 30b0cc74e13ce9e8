package org.cria.model.inspect;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.TensorInfo;

/**
 * What the tensors of one format add up to.
 *
 * @param tensors how many
 * @param parameters values in them
 * @param bytes that they take in the file
 */
public record FormatShare(Format format, int tensors, long parameters, long bytes) {
    /** One entry for each format, the one with the most bytes first. */
    static List<FormatShare> of(Collection<TensorInfo> tensors) {
        Map<Format, FormatShare> shares = new LinkedHashMap<>();
        for (TensorInfo tensor : tensors) {
            shares.merge(
                    tensor.format(),
                    new FormatShare(tensor.format(), 1, tensor.values(), tensor.bytes()),
                    FormatShare::plus);
        }
        return shares.values().stream()
                .sorted(Comparator.comparingLong(FormatShare::bytes).reversed())
                .toList();
    }

    private FormatShare plus(FormatShare other) {
        return new FormatShare(format, tensors + other.tensors, parameters + other.parameters, bytes + other.bytes);
    }
}
