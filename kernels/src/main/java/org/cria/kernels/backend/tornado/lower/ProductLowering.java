package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.backend.tornado.kernel.MatrixProduct;
import org.cria.kernels.backend.tornado.kernel.PanelProduct;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A product: for one token with as many work-items per row of the matrix as there are lanes; for many from panels, if that suits the
 * device, or by tiles.
 */
public final class ProductLowering {
    private final Lowered.Product product;
    private final Scope scope;
    private final Launches launches;
    private final Memory memory;
    private final DeviceShape shape;
    /** What the product is of; a norm that is fused reads another. */
    private final Buffer factor;

    private final FloatArray x;
    private final IntArray w;
    private final FloatArray out;
    private final int count;
    private final int columns;
    private final int outRows;
    private final int format;
    private final int add;

    private ProductLowering(Lowered.Product product, Scope scope, Launches launches) {
        this.product = product;
        this.scope = scope;
        this.launches = launches;
        this.memory = scope.memory();
        this.shape = scope.shape();
        Step.MatMul step = product.product();
        this.factor = step.x();
        this.x = scope.buffer(product.norm().map(Step.RmsNorm::x).orElse(factor));
        this.w = scope.matrix(step.w());
        this.out = scope.buffer(product.residual().map(Step.Add::sum).orElse(step.out()));
        this.count = Launches.count(factor);
        this.columns = step.w().columns();
        this.outRows = step.w().rows();
        this.format = Launches.format(step.w());
        this.add = product.residual().isPresent() ? 1 : 0;
    }

    public static void lower(Lowered.Product product, Scope scope, Launches launches) {
        if (scope.phase() == Phase.JOINT_DECODE) {
            JointProducts.lower(product, scope, launches);
            return;
        }
        ProductLowering lowering = new ProductLowering(product, scope, launches);
        if (scope.phase().alone()) {
            lowering.oneToken();
        } else if (scope.shape().panels() && lowering.columns % Encoded.UNIT == 0) {
            lowering.panels();
        } else {
            lowering.tiles();
        }
    }

    private void oneToken() {
        Vectors vectors = scope.vectors();
        int gain = product.norm().map(vectors::start).orElse(-1);
        int bias = product.bias().map(vectors::start).orElse(-1);
        int perGroup = shape.items() / shape.lanes() * Product.ROWS_PER_LANE;
        launches.add(
                "product",
                Math.ceilDiv(outRows, perGroup),
                shape.items(),
                reads(memory.pass(), scope.layer(), x, vectors.array(), w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        Product::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        vectors.array(),
                        w,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        format,
                        gain,
                        bias,
                        vectors.stride(),
                        add,
                        shape.lanes(),
                        shape.items(),
                        Product.staged(shape.lanes(), shape.items())));
    }

    private void panels() {
        FloatArray panels = launches.panels(factor);
        int units = Math.ceilDiv(outRows, PanelProduct.ROWS) * Math.ceilDiv(scope.rows(), PanelProduct.TOKENS);
        launches.add(
                "product",
                Math.ceilDiv(units, shape.rowItems()),
                shape.rowItems(),
                reads(memory.pass(), scope.layer(), panels, w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        PanelProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        panels,
                        w,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        format,
                        add));
    }

    private void tiles() {
        int groups = Math.ceilDiv(outRows, MatrixProduct.TILE) * Math.ceilDiv(scope.rows(), MatrixProduct.TILE);
        launches.add(
                "product",
                groups,
                MatrixProduct.ITEMS,
                reads(memory.pass(), scope.layer(), x, w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        MatrixProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        w,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        format,
                        add));
    }

    /** What a launch reads: also what it adds to. */
    private List<Object> reads(Object... others) {
        List<Object> reads = new ArrayList<>(List.of(others));
        if (add == 1) {
            reads.add(out);
        }
        return reads;
    }
}
