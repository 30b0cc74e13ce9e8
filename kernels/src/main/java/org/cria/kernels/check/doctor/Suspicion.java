package org.cria.kernels.check.doctor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.Count;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.check.compare.Difference;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** What observations point to, in words: what the wrong operators have in common, and the pattern of what is wrong. */
public final class Suspicion {
    /** A part of the columns that stands for all: small values are wrong by less than rounding. */
    private static final double MOST = 0.6;

    private final List<Observation> observations;

    private Suspicion(List<Observation> observations) {
        this.observations = observations;
    }

    /** A sentence each; nothing where all observations are fine. */
    public static List<String> of(List<Observation> observations) {
        Suspicion suspicion = new Suspicion(observations);
        Optional<Observation> first = observations.stream()
                .filter(observation -> !observation.isFine())
                .findFirst();
        List<String> sentences = new ArrayList<>();
        first.ifPresent(observation -> {
            sentences.add(suspicion.scope());
            suspicion.layers(observation).ifPresent(sentences::add);
            sentences.add(pattern(observation));
        });
        return sentences;
    }

    /** The fewest features that all wrong operators have and no right one has all of. */
    private String scope() {
        List<Observation> wrong = observations.stream()
                .filter(observation -> !observation.isFine())
                .toList();
        List<Observation> right =
                observations.stream().filter(Observation::isFine).toList();
        if (right.isEmpty()) {
            return "Nothing is right on this device: its driver or the SDK is to blame before any kernel.";
        }
        Set<String> common = new LinkedHashSet<>(features(wrong.getFirst()));
        wrong.forEach(observation -> common.retainAll(features(observation)));
        for (String one : common) {
            if (right.stream().noneMatch(observation -> features(observation).contains(one))) {
                return "Wrong is " + one + ", and nothing else.";
            }
        }
        for (String one : common) {
            for (String other : common) {
                if (right.stream()
                        .noneMatch(observation -> features(observation).containsAll(List.of(one, other)))) {
                    return "Wrong is " + one + " " + other + ", and nothing else.";
                }
            }
        }
        long operators = wrong.stream().map(Observation::name).distinct().count();
        return operators == 1
                ? "Wrong is this operator, and no other."
                : "Wrong are " + operators + " operators that have nothing to themselves: " + common + ".";
    }

    /** What an operator is, from what is general to what is particular. */
    private static Set<String> features(Observation observation) {
        Operator operator = observation.operator();
        Set<String> features = new LinkedHashSet<>();
        List<Step> steps = operator.steps();
        boolean gated = steps.size() > 1 && steps.getLast() instanceof Step.SwiGlu;
        long products = steps.stream().filter(Step.MatMul.class::isInstance).count();
        if (gated) {
            features.add("the gated product");
        }
        if (products == 3) {
            features.add("the product for queries, keys and values");
        }
        // Attention that turns and stores by the way is attention.
        for (Step step : steps.getLast() instanceof Step.Attend ? List.of(steps.getLast()) : steps) {
            features.add(step.name());
            step.weights(Weight.Role.TABLE)
                    .forEach(table ->
                            features.add(step.name() + " in " + table.format().name()));
            for (Weight matrix : step.weights(Weight.Role.MATRIX)) {
                features.add(step.name() + " in " + matrix.format().name());
                features.add("with " + matrix.columns() + " columns");
                features.add("with " + Count.of(matrix.rows(), "row"));
            }
        }
        features.add("in " + operator.phase());
        features.add("in the " + observation.place());
        return features;
    }

    /** The same operator right in its first layer and wrong in later ones. */
    private Optional<String> layers(Observation first) {
        List<Observation> same = observations.stream()
                .filter(observation -> observation.operator().equals(first.operator()))
                .toList();
        long wrong = same.stream().filter(observation -> !observation.isFine()).count();
        if (same.size() < 2) {
            return Optional.empty();
        }
        if (wrong == same.size()) {
            return Optional.of("It is wrong in every layer that was looked at: the kernel, not a weight.");
        }
        return Optional.of(
                same.getFirst().isFine()
                        ? "It is right in layers before " + first.place()
                                + ": how far a layer's weights or cache lie in their array, or these weights themselves."
                        : "It is right in other layers: these weights or values.");
    }

    private static String pattern(Observation observation) {
        if (observation.refusal().isPresent()) {
            return "It was not even compiled or started: see the message, and the launcher's flags.";
        }
        if (observation.unsteady().isPresent()) {
            return "Two runs on the same values differ: a race, work-items that do not wait for each other.";
        }
        Difference difference = observation.difference().orElseThrow();
        if (difference.notNumbers() > 0) {
            return difference.notNumbers() + " of " + (long) difference.rows() * difference.columns()
                    + " values are no numbers: relaxed arithmetic (infinity divided, a large exponential), or memory that nobody"
                    + " wrote.";
        }
        String rows = difference.rows() == 1 ? "" : ", in " + which(difference.wrongRows(), difference.rows(), "row");
        int columns = difference.columns();
        BitSet wrong = difference.wrongColumns();
        int first = wrong.nextSetBit(0);
        int last = wrong.length() - 1;
        String where = "Wrong are " + which(wrong, columns, "column") + rows + ": ";
        if (wrong.cardinality() > columns * MOST) {
            return where + "the kernel as a whole, or how it reads the format.";
        }
        if (wrong.cardinality() == last - first + 1 && last == columns - 1) {
            return where + "the end of what work-groups share, or a limit of groups or launches.";
        }
        if (wrong.cardinality() == last - first + 1 && first > 0) {
            return where + "one work-group's share.";
        }
        int step = step(wrong);
        return where
                + (step > 1
                        ? "one work-item of each group, or a lane, every " + step + "."
                        : "single values; what is special about them is in the data.");
    }

    /** The distance between the bits that are set, where it is always the same; else 0. */
    private static int step(BitSet bits) {
        int step = 0;
        int before = bits.nextSetBit(0);
        for (int at = bits.nextSetBit(before + 1); at >= 0; at = bits.nextSetBit(at + 1)) {
            if (step != 0 && at - before != step) {
                return 0;
            }
            step = at - before;
            before = at;
        }
        return step;
    }

    private static String which(BitSet bits, int size, String what) {
        int count = bits.cardinality();
        int first = bits.nextSetBit(0);
        int last = bits.length() - 1;
        if (count == size) {
            return "all " + size + " " + what + "s";
        }
        if (count == 1) {
            return what + " " + first + " of " + size;
        }
        if (count == last - first + 1) {
            return what + "s " + first + " to " + last + " of " + size;
        }
        return String.format(Locale.ROOT, "%d of %d %ss, the first %d", count, size, what, first);
    }
}
