package org.cria.model.family;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.LackingFormat;
import org.cria.model.gguf.TensorInfo;

/** Hands out a file's tensors as weights, checks their shapes and remembers which were asked for. */
final class Tensors {
    private final Gguf gguf;
    private final String place;
    private final Set<String> used = new HashSet<>();

    Tensors(Gguf gguf) {
        this.gguf = gguf;
        this.place = gguf.place();
    }

    /** The names of all that were handed out. */
    Set<String> used() {
        return Collections.unmodifiableSet(used);
    }

    boolean has(String name) {
        return gguf.tensors().containsKey(name);
    }

    /** Whether there is a matrix of so many rows. */
    boolean hasRows(String name, int rows) {
        TensorInfo tensor = gguf.tensors().get(name);
        return tensor != null
                && tensor.dimensions().size() > 1
                && tensor.dimensions().get(1) == rows;
    }

    /**
     * A matrix that must be there.
     *
     * @param meaning what the expected shape stands for, GGUF's order, such as {@code embedding × heads·head_dim}
     */
    Weight matrix(String name, int rows, int columns, String meaning) {
        List<Long> shape = rows == 1 ? List.of((long) columns) : List.of((long) columns, (long) rows);
        return bind(present(name, shape, meaning), shape, meaning);
    }

    /**
     * Matrices of one shape, one after the other, as one whose rows are all of theirs.
     *
     * @param count how many
     */
    Weight matrices(String name, int count, int rows, int columns, String meaning) {
        List<Long> shape = List.of((long) columns, (long) rows, (long) count);
        return bind(present(name, shape, meaning), shape, meaning);
    }

    private TensorInfo present(String name, List<Long> shape, String meaning) {
        TensorInfo tensor = gguf.tensors().get(name);
        if (tensor == null) {
            throw new GgufException(
                    place,
                    "tensor '" + name + "' is missing",
                    shape + " (" + meaning + ")",
                    "The file is incomplete; download it again.");
        }
        return tensor;
    }

    /** Some rows of a matrix, as one of its own. */
    static Weight rows(Weight w, int from, int to) {
        return new Weight(
                w.name() + "[" + from + ":" + to + "]",
                w.format(),
                to - from,
                w.columns(),
                w.data().asSlice(from * w.rowBytes(), (to - from) * w.rowBytes()));
    }

    /** Some values of a vector, as one of its own. */
    static Weight columns(Weight w, int from, int to) {
        return new Weight(
                w.name() + "[" + from + ":" + to + "]",
                w.format(),
                1,
                to - from,
                w.data().asSlice(w.format().bytes(from), w.format().bytes(to - from)));
    }

    /** A vector that must be there. */
    Weight vector(String name, int length, String meaning) {
        return matrix(name, 1, length, meaning);
    }

    /** A vector that some models have. */
    Optional<Weight> findVector(String name, int length, String meaning) {
        return Optional.ofNullable(gguf.tensors().get(name)).map(t -> bind(t, List.of((long) length), meaning));
    }

    private Weight bind(TensorInfo tensor, List<Long> expected, String meaning) {
        if (!withoutTrailingOnes(tensor.dimensions()).equals(withoutTrailingOnes(expected))) {
            throw new GgufException(
                    place,
                    "tensor '" + tensor.name() + "' is " + tensor.shapeText(),
                    expected + " (" + meaning + ")",
                    "The file is damaged; download it again.");
        }
        if (tensor.format() instanceof LackingFormat lacking) {
            throw new GgufException(
                    place,
                    "tensor '" + tensor.name() + "' has the format " + lacking.name()
                            + ", which this version of Cria lacks",
                    "one of " + Formats.names(),
                    "Get the model in one of these formats.");
        }
        used.add(tensor.name());
        int columns = Math.toIntExact(expected.getFirst());
        int rows = expected.stream().skip(1).mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
        return new Weight(tensor.name(), tensor.format(), rows, columns, gguf.data(tensor));
    }

    private static List<Long> withoutTrailingOnes(List<Long> dimensions) {
        List<Long> kept = new ArrayList<>(dimensions);
        while (kept.size() > 1 && kept.getLast() == 1) {
            kept.removeLast();
        }
        return kept;
    }

    /** Refuses tensors that nobody asked for: a model that has them computes something else. */
    void checkAllUsed(String architecture) {
        for (String name : gguf.tensors().keySet()) {
            if (!used.contains(name)) {
                throw new GgufException(
                        place,
                        "tensor '" + name + "' has no meaning in architecture " + architecture,
                        "only tensors that the forward pass uses",
                        "This variant of the architecture is not supported; choose another model.");
            }
        }
    }
}
