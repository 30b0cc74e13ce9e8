package org.cria.kernels.program;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * What a step works on, and what it shall work on instead. A step hands each of its operands over once, by the part that it
 * plays: see {@link Step#with}. What is not overridden stays as it is.
 */
public interface Operands {
    /** The same operands but for weights. */
    static Operands weights(UnaryOperator<Weight> other) {
        return new Operands() {
            @Override
            public Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
                return other.apply(weight);
            }
        };
    }

    /** The same operands in another layer's cache. */
    static Operands cacheLayers(IntUnaryOperator other) {
        return new Operands() {
            @Override
            public int cacheLayer(int layer) {
                return other.applyAsInt(layer);
            }
        };
    }

    /** A buffer whose values are used. */
    default Buffer read(Buffer buffer) {
        return buffer(buffer);
    }

    /** A buffer that is overwritten. */
    default Buffer written(Buffer buffer) {
        return buffer(buffer);
    }

    /** A buffer whose values are used, and that is overwritten. */
    default Buffer changed(Buffer buffer) {
        return buffer(buffer);
    }

    /** A buffer in any part. */
    default Buffer buffer(Buffer buffer) {
        return buffer;
    }

    /**
     * A weight.
     *
     * @param role in the step
     * @param rows that fit the step's other operands
     * @param columns that fit them
     */
    default Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
        return weight;
    }

    /** The layer whose cache is read or written. */
    default int cacheLayer(int layer) {
        return layer;
    }
}
