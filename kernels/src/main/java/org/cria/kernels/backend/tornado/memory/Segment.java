package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * Layers that differ in nothing but their weights: one compiled graph serves them all. What comes before and after the layers is
 * a segment of one layer.
 *
 * @param name short, for graphs and findings
 * @param layers the steps of each of its layers, which fit each other
 * @param first where the first layer begins among the program's steps
 */
public record Segment(String name, List<List<Step>> layers, List<Integer> first) {
    public Segment {
        layers = List.copyOf(layers);
        first = List.copyOf(first);
    }

    /** The steps of the layer that the graph is made from. */
    public List<Step> steps() {
        return layers.getFirst();
    }

    /** The same weight of every layer, by the weight of the first one. */
    List<Weight> stack(Weight ofFirst) {
        int index = weights(steps()).indexOf(ofFirst);
        return layers.stream().map(layer -> weights(layer).get(index)).toList();
    }

    /** The layers of the cache that a layer's steps use, most often one. */
    public static List<Integer> caches(List<Step> steps) {
        Set<Integer> caches = new LinkedHashSet<>();
        steps.forEach(step -> step.cacheLayer().ifPresent(caches::add));
        return List.copyOf(caches);
    }

    /** Every weight of a list of steps, in the order of use, one that is used twice twice. */
    static List<Weight> weights(List<Step> steps) {
        return steps.stream().flatMap(step -> step.weights().stream()).toList();
    }

    /**
     * Groups a program's layers. A group ends where the next layer would make an array larger than a device takes.
     *
     * @throws CriaException when a single matrix, or one layer's cache, is too large already
     */
    public static List<Segment> of(Program program, Settings settings, int cells, long arrayBytes) {
        Map<List<Step>, List<Integer>> bySignature = new LinkedHashMap<>();
        for (int layer = 0; layer < program.layers().size(); layer++) {
            bySignature
                    .computeIfAbsent(signature(program.layers().get(layer)), key -> new ArrayList<>())
                    .add(layer);
        }
        List<Segment> segments = new ArrayList<>();
        for (List<Integer> alike : bySignature.values()) {
            long largest = largestArray(program, alike.getFirst(), settings, cells);
            if (largest > arrayBytes) {
                throw tooLarge(program, alike.getFirst(), largest, arrayBytes);
            }
            int most = (int) Math.min(alike.size(), arrayBytes / Math.max(1, largest));
            for (int from = 0; from < alike.size(); from += most) {
                segments.add(group(program, alike.subList(from, Math.min(alike.size(), from + most)), segments.size()));
            }
        }
        return segments;
    }

    private static Segment group(Program program, List<Integer> layers, int number) {
        return new Segment(
                "layers" + number,
                layers.stream().map(program.layers()::get).toList(),
                layers.stream().map(program::start).toList());
    }

    private static long largestArray(Program program, int layer, Settings settings, int cells) {
        long largest = 0;
        for (Weight weight : weights(program.layers().get(layer))) {
            largest = Math.max(largest, Packing.bytes(weight));
        }
        for (int cache : caches(program.layers().get(layer))) {
            long columns = program.kv().columns(cache);
            largest = Math.max(largest, settings.keys().bytes(columns * cells));
            largest = Math.max(largest, settings.values().bytes(columns * cells));
        }
        return largest;
    }

    private static CriaException tooLarge(Program program, int layer, long bytes, long most) {
        return new CriaException(Explanation.of(
                "layer " + layer + " of " + program.layers().size() + " has a matrix or a cache of " + bytes
                        + " bytes; a device array holds at most " + most + ". Choose a smaller context",
                Control.CONTEXT_SIZE.how(),
                ", or ",
                Control.DEVICE.to("cpu"),
                "."));
    }

    /** What two layers must have in common: the steps apart from weights' contents and numbers of layers. */
    private static List<Step> signature(List<Step> steps) {
        List<Integer> caches = caches(steps);
        Operands shapes = new Operands() {
            @Override
            public Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
                return new Weight("", weight.format(), weight.rows(), weight.columns(), MemorySegment.NULL);
            }

            @Override
            public int cacheLayer(int layer) {
                return caches.indexOf(layer);
            }
        };
        return steps.stream().map(step -> step.with(shapes)).toList();
    }
}
