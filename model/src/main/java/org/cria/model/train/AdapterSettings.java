package org.cria.model.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * What an adapter is to be.
 *
 * @param rank how many numbers rows and columns of each tweak are told by
 * @param alpha the factor of what tweaks add is alpha by the rank
 * @param targets last words of what the hub calls the matrices, such as {@code q_proj}; empty for all products of the layers
 * @param from an adapter to begin with, which then decides rank, factor and matrices; empty to begin with one that changes nothing
 * @param seed of the values to begin with
 */
public record AdapterSettings(int rank, double alpha, List<String> targets, Optional<Path> from, long seed) {
    private static final int LARGEST_RANK = 4096;

    public AdapterSettings {
        targets = List.copyOf(targets);
        check("rank", rank, rank >= 1 && rank <= LARGEST_RANK, "1 to " + LARGEST_RANK);
        check("alpha", alpha, alpha > 0 && Double.isFinite(alpha), "more than 0");
    }

    private static void check(String name, Object found, boolean valid, String expected) {
        if (!valid) {
            throw new CriaException(Explanation.outOfRange(new Control(name), found, expected));
        }
    }
}
