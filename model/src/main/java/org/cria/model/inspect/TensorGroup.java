package org.cria.model.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.model.gguf.TensorInfo;

/**
 * Tensors that are the same in several layers: name behind the layer, shape and format. A list of them is short enough to read.
 *
 * @param first of them
 * @param layers ascending; empty for a tensor outside the layers
 * @param rest of the name behind {@code blk.N.}, or the whole name
 */
public record TensorGroup(TensorInfo first, List<Integer> layers, String rest) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.(.+)");

    private record Likeness(String rest, boolean layered, String format, List<Long> dimensions) {
        static Likeness of(TensorInfo tensor) {
            Matcher layer = LAYER.matcher(tensor.name());
            boolean layered = layer.matches();
            return new Likeness(
                    layered ? layer.group(2) : tensor.name(),
                    layered,
                    tensor.format().name(),
                    tensor.dimensions());
        }
    }

    public TensorGroup {
        layers = List.copyOf(layers);
    }

    /** Groups in the order of their first tensors. */
    public static List<TensorGroup> of(Collection<TensorInfo> tensors) {
        Map<Likeness, List<TensorInfo>> groups = new LinkedHashMap<>();
        for (TensorInfo tensor : tensors) {
            groups.computeIfAbsent(Likeness.of(tensor), key -> new ArrayList<>())
                    .add(tensor);
        }
        List<TensorGroup> result = new ArrayList<>();
        groups.forEach((key, members) -> result.add(new TensorGroup(members.getFirst(), layers(members), key.rest())));
        return result;
    }

    private static List<Integer> layers(List<TensorInfo> tensors) {
        return tensors.stream()
                .map(tensor -> LAYER.matcher(tensor.name()))
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .sorted()
                .toList();
    }

    /** How many tensors. */
    public int count() {
        return Math.max(1, layers.size());
    }

    /** Such as {@code blk.0-5,7.attn_q.weight}. */
    public String name() {
        if (layers.isEmpty()) {
            return rest;
        }
        StringBuilder ranges = new StringBuilder();
        for (int i = 0; i < layers.size(); i++) {
            int start = layers.get(i);
            while (i + 1 < layers.size() && layers.get(i + 1) == layers.get(i) + 1) {
                i++;
            }
            int end = layers.get(i);
            ranges.append(ranges.isEmpty() ? "" : ",").append(start).append(end > start ? "-" + end : "");
        }
        return "blk." + ranges + "." + rest;
    }
}
