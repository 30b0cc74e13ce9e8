package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.backend.tornado.kernel.JointPanelProduct;
import org.cria.kernels.backend.tornado.kernel.JointProduct;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Products of a few rows that are decoded together. Their activations are laid out, unless the launches before have done so, and a launch
 * for each matrix reads every weight once. What is one launch for one row is several here: they are shared.
 */
public final class JointProducts {
    private final Scope scope;
    private final Launches launches;
    private final Memory memory;
    private final DeviceShape shape;
    private final Vectors vectors;
    /** Whether halves of a unit are scaled by themselves. */
    private final boolean halved;

    private final FloatArray joint;
    private final IntArray w;
    private final FloatArray out;
    private final int count;
    private final int columns;
    private final int outRows;
    private final int format;
    private final int bias;
    private final int add;

    private JointProducts(Lowered.Product product, boolean halved, Scope scope, Launches launches) {
        this.scope = scope;
        this.launches = launches;
        this.memory = scope.memory();
        this.shape = scope.shape();
        this.vectors = scope.vectors();
        this.halved = halved;
        Step.MatMul step = product.product();
        Buffer x = product.norm().map(Step.RmsNorm::x).orElse(step.x());
        this.joint = launches.joint(x, product.norm().map(vectors::start).orElse(-1));
        this.w = scope.matrix(step.w());
        this.out = scope.buffer(product.residual().map(Step.Add::sum).orElse(step.out()));
        this.count = Launches.count(step.x());
        this.columns = step.w().columns();
        this.outRows = step.w().rows();
        this.format = Launches.format(step.w());
        this.bias = product.bias().map(vectors::start).orElse(-1);
        this.add = product.residual().isPresent() ? 1 : 0;
    }

    public static void lower(Lowered.Product product, Scope scope, Launches launches) {
        lower(product, Encoded.hasHalves(Launches.format(product.product().w())), scope, launches);
    }

    public static void lower(Lowered.Qkv p, Scope scope, Launches launches) {
        List<Step.MatMul> products = List.of(p.q(), p.k(), p.v());
        for (int i = 0; i < products.size(); i++) {
            Optional<Step.AddBias> bias = p.biases().isEmpty()
                    ? Optional.empty()
                    : Optional.of(p.biases().get(i));
            lower(new Lowered.Product(p.norm(), products.get(i), bias, Optional.empty()), scope, launches);
        }
    }

    public static void lower(Lowered.Gated p, Scope scope, Launches launches) {
        // As one launch for one row has it, whose loop both matrices share.
        boolean halved =
                Encoded.hasHalves(Launches.format(p.gate().w())) || Encoded.hasHalves(Launches.format(p.up().w()));
        for (Step.MatMul product : List.of(p.gate(), p.up())) {
            Lowered.Product one = new Lowered.Product(p.norm(), product, Optional.empty(), Optional.empty());
            lower(one, halved, scope, launches);
        }
        SwiGluLowering.lower(p.swiGlu(), scope, launches);
    }

    private static void lower(Lowered.Product product, boolean halved, Scope scope, Launches launches) {
        JointProducts lowering = new JointProducts(product, halved, scope, launches);
        if (scope.shape().lanes() == 1) {
            lowering.vectors();
        } else {
            lowering.lanes();
        }
    }

    private void vectors() {
        launches.add(
                "joint",
                Math.ceilDiv(Math.ceilDiv(outRows, JointPanelProduct.ROWS), shape.rowItems()),
                shape.rowItems(),
                reads(),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        JointPanelProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        joint,
                        vectors.array(),
                        w,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        format,
                        halved ? Encoded.HALF : Encoded.UNIT,
                        bias,
                        vectors.stride(),
                        add));
    }

    private void lanes() {
        int items = JointProduct.items(shape.lanes());
        launches.add(
                "joint",
                Math.ceilDiv(outRows, items / shape.lanes() * JointProduct.ROWS_PER_LANE),
                items,
                reads(),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        JointProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        joint,
                        vectors.array(),
                        w,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        format,
                        halved ? 1 : 0,
                        bias,
                        vectors.stride(),
                        add,
                        shape.lanes(),
                        items));
    }

    /** What a launch reads: also what it adds to. */
    private List<Object> reads() {
        List<Object> reads =
                new ArrayList<>(List.of(memory.pass(), scope.layer(), joint, vectors.array(), w, memory.tables()));
        if (add == 1) {
            reads.add(out);
        }
        return reads;
    }
}
