package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.GatedProduct;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Two products and the gate between them, in one launch: as many work-items per row of a matrix as there are lanes. */
public final class GatedLowering {
    private GatedLowering() {}

    public static void lower(Lowered.Gated p, Scope scope, Launches launches) {
        if (scope.phase() == Phase.JOINT_DECODE) {
            JointProducts.lower(p, scope, launches);
            return;
        }
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        Vectors vectors = scope.vectors();
        FloatArray x =
                scope.buffer(p.norm().map(Step.RmsNorm::x).orElse(p.gate().x()));
        IntArray gate = scope.matrix(p.gate().w());
        IntArray up = scope.matrix(p.up().w());
        FloatArray out = scope.buffer(p.swiGlu().out());
        int count = Launches.count(p.gate().x());
        int columns = p.gate().w().columns();
        int outRows = p.gate().w().rows();
        int gain = p.norm().map(vectors::start).orElse(-1);
        int perGroup = shape.items() / shape.lanes() * GatedProduct.ROWS_PER_LANE;
        launches.add(
                "gated",
                Math.ceilDiv(outRows, perGroup),
                shape.items(),
                List.of(memory.pass(), scope.layer(), x, vectors.array(), gate, up, memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        GatedProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        vectors.array(),
                        gate,
                        up,
                        memory.tables(),
                        out,
                        count,
                        columns,
                        outRows,
                        Launches.format(p.gate().w()),
                        Launches.format(p.up().w()),
                        gain,
                        vectors.stride(),
                        shape.lanes(),
                        shape.items(),
                        Product.staged(shape.lanes(), shape.items())));
    }
}
