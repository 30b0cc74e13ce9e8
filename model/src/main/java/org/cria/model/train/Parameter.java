package org.cria.model.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;

/** A matrix that is trained: its values, what the optimiser knows of them, and the weight that a program computes with. */
public final class Parameter {
    private static final ValueLayout.OfFloat FLOAT = Little.FLOAT;

    private final Weight weight;
    private final MemorySegment memory;
    private final float[] values;
    private final float[] means;
    private final float[] squares;
    private final float[] derivatives;
    private final List<Piece> pieces = new ArrayList<>();

    /** A weight of a program that is a part of this one, and where its values begin. */
    private record Piece(Weight weight, int start) {}

    /**
     * @param name of the weight
     * @param values [rows, columns], owned from now on
     */
    Parameter(String name, int rows, int columns, float[] values) {
        this.values = values;
        this.means = new float[values.length];
        this.squares = new float[values.length];
        this.derivatives = new float[values.length];
        this.memory = Arena.ofAuto().allocate(Formats.F32.bytes(values.length), 64);
        this.weight = new Weight(name, Formats.F32, rows, columns, memory.asReadOnly());
        publish();
    }

    /** What the program computes with; it changes when values do. */
    public Weight weight() {
        return weight;
    }

    /** [rows, columns]. */
    public float[] values() {
        return values;
    }

    float[] means() {
        return means;
    }

    float[] squares() {
        return squares;
    }

    /** [rows, columns] of the loss by the weight, as {@link #collect} found them. */
    float[] derivatives() {
        return derivatives;
    }

    /** The weights of a program that have these values: one, or several where the program's family has cut the matrix. */
    List<Weight> within(Program program) {
        pieces.clear();
        for (Weight each : program.weights()) {
            if (memory.asOverlappingSlice(each.data()).isPresent()) {
                pieces.add(new Piece(each, (int) ((each.data().address() - memory.address()) / Float.BYTES)));
            }
        }
        return pieces.stream().map(Piece::weight).toList();
    }

    /** Takes the derivatives over from where the pass back has added them up. */
    void collect(Function<Weight, float[]> live) {
        for (Piece piece : pieces) {
            float[] own = live.apply(piece.weight);
            System.arraycopy(own, 0, derivatives, piece.start, own.length);
        }
    }

    /** The sum of the squares of the loss's derivatives by the values. */
    double squareSum() {
        double sum = 0;
        for (float derivative : derivatives) {
            sum += (double) derivative * derivative;
        }
        return sum;
    }

    /** Puts the values into the program's weight. */
    void publish() {
        MemorySegment.copy(values, 0, memory, FLOAT, 0, values.length);
    }
}
