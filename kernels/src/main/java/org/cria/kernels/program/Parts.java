package org.cria.kernels.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a program into parts that different devices can run, one after the other. A program is a row of units: what comes before
 * the layers, each layer, what comes after them. A part is some units in a row; the activations that it leaves are
 * {@linkplain Step.Given given} to the next.
 */
public final class Parts {
    private Parts() {}

    /** How many units a program has: unit 0 is its input, the last one its output. */
    public static int units(Program program) {
        return program.layers().size() + 2;
    }

    /**
     * Units {@code from} to {@code to - 1} as a program of their own, with a cache of its layers alone.
     *
     * @throws IllegalArgumentException when more than one buffer, or one without a row per token, passes a border
     */
    public static Program part(Program program, int from, int to) {
        if (from < 0 || from >= to || to > units(program)) {
            throw new IllegalArgumentException("units " + from + " to " + to + " of " + units(program));
        }
        List<Step> input = from == 0 ? program.input() : List.of(new Step.Given(border(program, from)));
        boolean last = to == units(program);
        Map<Integer, Integer> caches = new LinkedHashMap<>();
        Operands ownCaches = Operands.cacheLayers(layer -> caches.computeIfAbsent(layer, _ -> caches.size()));
        List<List<Step>> layers = new ArrayList<>();
        for (int unit = Math.max(1, from); unit < Math.min(to, units(program) - 1); unit++) {
            layers.add(program.layers().get(unit - 1).stream()
                    .map(step -> step.with(ownCaches))
                    .toList());
        }
        return new Program(
                input,
                layers,
                last ? program.output() : List.of(),
                last ? program.logits() : border(program, to),
                new KvShape(
                        caches.keySet().stream()
                                .map(layer -> program.kv().heads().get(layer))
                                .toList(),
                        program.kv().headDims()));
    }

    /** What is there before a unit that it or a later one reads. */
    private static Buffer border(Program program, int unit) {
        List<Step> following = new ArrayList<>();
        for (int later = unit; later < units(program); later++) {
            following.addAll(steps(program, later));
        }
        Set<Buffer> needed = Dataflow.needed(following);
        if (needed.size() != 1 || needed.iterator().next().rows() != Buffer.Rows.TOKENS) {
            throw new IllegalArgumentException("a program cannot be cut before unit " + unit + ": " + needed + " pass");
        }
        return needed.iterator().next();
    }

    private static List<Step> steps(Program program, int unit) {
        if (unit == 0) {
            return program.input();
        }
        return unit <= program.layers().size() ? program.layers().get(unit - 1) : program.output();
    }
}
