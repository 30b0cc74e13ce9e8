package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.program.Parts;
import org.cria.kernels.program.Program;

/**
 * Which backend runs which part of a program. Each part owns the weights and the cache of its layers; from part to part goes one
 * activation per token.
 *
 * @param parts in order, together every unit of the program
 * @param notes what the user would not expect, a sentence each
 */
public record Plan(List<Part> parts, List<Explanation> notes) {
    /** As many layers on the device as fit there. */
    public static final int AUTO = -1;

    /** The part of a device's memory that a plan uses: drivers, compiled kernels and gaps between arrays take some. */
    private static final double USABLE = 0.9;

    /**
     * Units in a row, see {@link Parts}.
     *
     * @param from the first
     * @param to after the last one
     * @param footprint of these units
     */
    public record Part(Backend backend, int from, int to, Footprint footprint) {}

    public Plan {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /** All of a program on one backend. */
    public static Plan whole(Program program, Settings settings, Backend backend) {
        return new Plan(
                List.of(new Part(backend, 0, Parts.units(program), Footprint.of(program, settings, backend.slides()))),
                List.of());
    }

    /**
     * The last layers, and what follows them, on a device; the others on the host. A device that runs all layers runs what
     * precedes them too.
     *
     * @param layers how many, or {@link #AUTO}; more than there are means all
     * @param sparing keeps units that the device has no kernels for on the host and notes it; otherwise the device refuses them when
     *     the plan is compiled
     */
    public static Plan split(
            Program program, Settings settings, Backend device, Backend host, int layers, boolean sparing) {
        int units = Parts.units(program);
        List<Explanation> notes = new ArrayList<>();
        boolean[] able = new boolean[units];
        for (int unit = 0; unit < units; unit++) {
            Optional<String> obstacle =
                    sparing ? device.obstacle(Parts.part(program, unit, unit + 1), settings) : Optional.empty();
            able[unit] = obstacle.isEmpty();
            int number = unit;
            obstacle.ifPresent(
                    why -> notes.add(Explanation.of(name(units, number), " stays on ", host.name(), ": ", why)));
        }
        int first = layers == AUTO ? units : firstUnit(units, layers);
        if (layers == AUTO) {
            double budget = device.memoryBytes() * USABLE;
            while (first > 0
                    && deviceBytes(parts(program, settings, device, host, first - 1, able), device) <= budget) {
                first--;
            }
            if (first > 0) {
                String what = first == units ? "nothing" : "only " + names(units, first, units);
                notes.add(Explanation.of(
                        what, " fits into the ", Footprint.text(device.memoryBytes()), " of ", device.name()));
            }
        }
        return new Plan(parts(program, settings, device, host, first, able), notes);
    }

    private static int firstUnit(int units, int layers) {
        if (layers == 0) {
            return units;
        }
        return layers >= units - 2 ? 0 : units - 1 - layers;
    }

    /** Joins neighbours that run at the same place. */
    private static List<Part> parts(
            Program program, Settings settings, Backend device, Backend host, int first, boolean[] able) {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < able.length; ) {
            boolean onDevice = from >= first && able[from];
            int to = from + 1;
            while (to < able.length && (to >= first && able[to]) == onDevice) {
                to++;
            }
            Backend backend = onDevice ? device : host;
            Footprint footprint = Footprint.of(Parts.part(program, from, to), settings, backend.slides());
            parts.add(new Part(backend, from, to, footprint));
            from = to;
        }
        return parts;
    }

    private static long deviceBytes(List<Part> parts, Backend device) {
        return parts.stream()
                .filter(part -> part.backend().equals(device))
                .mapToLong(part -> part.footprint().totalBytes())
                .sum();
    }

    /**
     * The same with other backends in the place of its own.
     *
     * @param notes all that it is to have
     */
    public Plan with(UnaryOperator<Backend> change, List<Explanation> notes) {
        List<Part> changed = parts.stream()
                .map(part -> new Part(change.apply(part.backend()), part.from(), part.to(), part.footprint()))
                .toList();
        return new Plan(changed, notes);
    }

    /**
     * The same as devices run it most carefully; empty where that is no other plan.
     *
     * @param why a note more; empty for none
     */
    public Optional<Plan> cautious(Optional<Explanation> why) {
        if (parts.stream().allMatch(part -> part.backend().cautious().isEmpty())) {
            return Optional.empty();
        }
        List<Explanation> more = new ArrayList<>(notes);
        why.ifPresent(more::add);
        return Optional.of(with(backend -> backend.cautious().orElse(backend), more));
    }

    /**
     * The same with one kernel of a user's own, wherever a backend has a place for it.
     *
     * @throws CriaException when none has
     */
    public Plan with(OwnKernel kernel) {
        List<Part> own = parts.stream()
                .map(part -> new Part(
                        part.backend().withKernel(kernel).orElse(part.backend()),
                        part.from(),
                        part.to(),
                        part.footprint()))
                .toList();
        if (own.equals(parts)) {
            throw new CriaException(
                    "kernel " + kernel.name() + " is for " + kernel.place() + ", which "
                            + parts.stream()
                                    .map(part -> part.backend().name())
                                    .distinct()
                                    .collect(Collectors.joining(" and "))
                            + " has no place for. A kernel of rows runs on the CPU, one of an operator on a device or the emulator.");
        }
        return new Plan(own, notes);
    }

    /**
     * The same, adding to these sums what enters products.
     *
     * @throws CriaException when one of the backends cannot
     */
    public Plan observing(InputSquares sums) {
        List<Part> observed = parts.stream()
                .map(part -> new Part(
                        part.backend()
                                .observing(sums)
                                .orElseThrow(() -> new CriaException(Explanation.of(
                                        Control.DEVICE.to(part.backend().name()),
                                        " does not tell what enters its products. Choose ",
                                        Control.DEVICE.to(Backends.host().name()),
                                        "."))),
                        part.from(),
                        part.to(),
                        part.footprint()))
                .toList();
        return new Plan(observed, notes);
    }

    /** Lowers every part where it is to run, and watches what devices return. */
    public Executable compile(Program program, Settings settings) {
        Executable executable = lower(program, settings);
        return parts.stream().allMatch(part -> part.backend().role() == Backend.Role.HOST)
                ? executable
                : new WatchedExecutable(executable, devices());
    }

    private String devices() {
        return parts.stream()
                .map(Part::backend)
                .filter(backend -> backend.role() != Backend.Role.HOST)
                .map(backend -> "device '" + backend.name() + "'")
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private Executable lower(Program program, Settings settings) {
        if (parts.size() == 1) {
            return parts.getFirst().backend().compile(program, settings);
        }
        List<Pipeline.Section> sections = new ArrayList<>();
        try {
            for (Part part : parts) {
                Program own = Parts.part(program, part.from(), part.to());
                Executable executable = part.backend().compile(own, settings);
                sections.add(new Pipeline.Section(
                        names(Parts.units(program), part.from(), part.to()),
                        executable,
                        own.kv().layers()));
            }
            return new Pipeline(sections);
        } catch (RuntimeException | Error e) {
            sections.forEach(section -> section.executable().close());
            throw e;
        }
    }

    /** A line per part: where it runs, and what it takes there. */
    public List<String> lines(Program program) {
        int units = Parts.units(program);
        return parts.stream()
                .map(part -> names(units, part.from(), part.to()) + " on "
                        + part.backend().name() + ": weights "
                        + Footprint.text(part.footprint().weightBytes()) + ", KV cache "
                        + Footprint.text(part.footprint().cacheBytes()) + ", activations "
                        + Footprint.text(part.footprint().activationBytes()))
                .toList();
    }

    private static String name(int units, int unit) {
        return unit == 0 ? "input" : unit == units - 1 ? "output" : "layer " + unit;
    }

    /** "input, layers 1 to 5" and the like. */
    private static String names(int units, int from, int to) {
        List<String> names = new ArrayList<>();
        if (from == 0) {
            names.add("input");
        }
        int firstLayer = Math.max(1, from);
        int lastLayer = Math.min(units - 2, to - 1);
        if (firstLayer == lastLayer) {
            names.add("layer " + firstLayer);
        } else if (firstLayer < lastLayer) {
            names.add("layers " + firstLayer + " to " + lastLayer);
        }
        if (to == units) {
            names.add("output");
        }
        return names.stream().collect(Collectors.joining(", "));
    }
}
