package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.QkvProduct;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Queries, keys and values of one input, in one launch: as many work-items per row of a matrix as there are lanes. */
public final class QkvLowering {
    private QkvLowering() {}

    public static void lower(Lowered.Qkv p, Scope scope, Launches launches) {
        if (scope.phase() == Phase.JOINT_DECODE) {
            JointProducts.lower(p, scope, launches);
            return;
        }
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        Vectors vectors = scope.vectors();
        FloatArray x = scope.buffer(p.norm().map(Step.RmsNorm::x).orElse(p.q().x()));
        IntArray wq = scope.matrix(p.q().w());
        IntArray wk = scope.matrix(p.k().w());
        IntArray wv = scope.matrix(p.v().w());
        FloatArray q = scope.buffer(p.q().out());
        FloatArray k = scope.buffer(p.k().out());
        FloatArray v = scope.buffer(p.v().out());
        int columns = p.q().w().columns();
        int queryRows = p.q().w().rows();
        int keyRows = p.k().w().rows();
        int formats = Launches.format(p.q().w()) | Launches.format(p.k().w()) << 8 | Launches.format(p.v().w()) << 16;
        int gain = p.norm().map(vectors::start).orElse(-1);
        int bias = p.biases().isEmpty() ? -1 : vectors.start(p.biases().getFirst());
        int units = QkvProduct.units(queryRows) + 2 * QkvProduct.units(keyRows);
        launches.add(
                "qkv",
                Math.ceilDiv(units, shape.items() / shape.lanes()),
                shape.items(),
                List.of(memory.pass(), scope.layer(), x, vectors.array(), wq, wk, wv, memory.tables()),
                List.of(q, k, v),
                (id, g) -> g.task(
                        id,
                        QkvProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        vectors.array(),
                        wq,
                        wk,
                        wv,
                        memory.tables(),
                        q,
                        k,
                        v,
                        columns,
                        queryRows,
                        keyRows,
                        formats,
                        gain,
                        bias,
                        vectors.stride(),
                        QkvProduct.group(shape.lanes(), shape.items())));
    }
}
