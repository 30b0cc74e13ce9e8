package org.cria.kernels.encode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Fits a scale to each group by changing one code after the other for as long as the weighted square error falls, five times around at most.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">make_q3_quants</a>
 */
final class DescentFit {
    private static final int ROUNDS = 5;

    private final Groups groups;
    private final int range;
    private final float[] products = new float[Groups.COUNT];
    private final float[] squares = new float[Groups.COUNT];
    private final float[] codes;

    /** @param range codes stand for {@code −range} to {@code range − 1} and are stored with {@code range} added */
    DescentFit(Groups groups, int range) {
        this.groups = groups;
        this.range = range;
        this.codes = new float[groups.values.length];
    }

    /** Sets scales and codes; those of a group of zeros are zero. */
    void fit() {
        for (int lane = 0; lane < Groups.COUNT; lane += Groups.LANES) {
            FloatVector extreme = extreme(lane);
            start(lane, extreme);
            for (int round = 0; round < ROUNDS && descend(lane); round++) {
                // until nothing changes any more
            }
            finish(lane, extreme.compare(VectorOperators.EQ, 0f));
        }
    }

    private FloatVector extreme(int lane) {
        FloatVector extreme = FloatVector.zero(Groups.FLOATS);
        FloatVector largest = extreme;
        for (int i = lane; i < codes.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            VectorMask<Float> larger = x.abs().compare(VectorOperators.GT, largest);
            largest = largest.blend(x.abs(), larger);
            extreme = extreme.blend(x, larger);
        }
        return extreme.blend(0f, largest.compare(VectorOperators.LT, Groups.TINY));
    }

    private void start(int lane, FloatVector extreme) {
        FloatVector factor = FloatVector.broadcast(Groups.FLOATS, -range).div(extreme);
        FloatVector product = FloatVector.zero(Groups.FLOATS);
        FloatVector square = product;
        for (int i = lane; i < codes.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            FloatVector code = Groups.real(Groups.code(factor.mul(x), -range, range - 1));
            code.intoArray(codes, i);
            product = product.add(groups.weights(i).mul(x).mul(code));
            square = square.add(groups.weights(i).mul(code).mul(code));
        }
        product.intoArray(products, lane);
        square.intoArray(squares, lane);
    }

    /** Returns whether a code changed. */
    private boolean descend(int lane) {
        FloatVector product = FloatVector.fromArray(Groups.FLOATS, products, lane);
        FloatVector square = FloatVector.fromArray(Groups.FLOATS, squares, lane);
        boolean changed = false;
        for (int i = lane; i < codes.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            FloatVector weight = groups.weights(i);
            FloatVector code = FloatVector.fromArray(Groups.FLOATS, codes, i);
            FloatVector weighted = weight.mul(x);
            FloatVector otherProduct = product.sub(weighted.mul(code));
            FloatVector otherSquare = square.sub(weight.mul(code).mul(code));
            FloatVector next = Groups.real(Groups.code(x.mul(otherSquare).div(otherProduct), -range, range - 1));
            VectorMask<Float> moves =
                    otherProduct.compare(VectorOperators.GT, 0f).and(next.compare(VectorOperators.NE, code));
            if (!moves.anyTrue()) {
                continue;
            }
            FloatVector newProduct = otherProduct.add(weighted.mul(next));
            FloatVector newSquare = otherSquare.add(weight.mul(next).mul(next));
            VectorMask<Float> better = moves.and(newSquare.compare(VectorOperators.GT, 0f))
                    .and(newProduct
                            .mul(newProduct)
                            .mul(square)
                            .compare(VectorOperators.GT, product.mul(product).mul(newSquare)));
            changed |= better.anyTrue();
            code.blend(next, better).intoArray(codes, i);
            product = product.blend(newProduct, better);
            square = square.blend(newSquare, better);
        }
        product.intoArray(products, lane);
        square.intoArray(squares, lane);
        return changed;
    }

    private void finish(int lane, VectorMask<Float> zero) {
        FloatVector square = FloatVector.fromArray(Groups.FLOATS, squares, lane);
        VectorMask<Float> none = zero.or(square.compare(VectorOperators.GT, 0f).not());
        FloatVector.fromArray(Groups.FLOATS, products, lane)
                .div(square)
                .blend(0f, none)
                .intoArray(groups.scales, lane);
        for (int i = lane; i < codes.length; i += Groups.COUNT) {
            IntVector code = (IntVector) FloatVector.fromArray(Groups.FLOATS, codes, i)
                    .add(range)
                    .blend(0f, zero)
                    .convert(VectorOperators.F2I, 0);
            code.intoArray(groups.codes, i);
        }
    }
}
