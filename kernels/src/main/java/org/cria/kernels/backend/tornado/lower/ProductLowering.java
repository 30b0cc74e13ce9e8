package org.cria.kernels.backend.tornado.lower;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.backend.tornado.kernel.GatedProduct;
import org.cria.kernels.backend.tornado.kernel.MatrixProduct;
import org.cria.kernels.backend.tornado.kernel.PanelProduct;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.cria.kernels.backend.tornado.kernel.QkvProduct;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** The lowering table's part for products with weights, and what is fused into them. */
final class ProductLowering {
    private static final KernelContext CONTEXT = new KernelContext();

    private final Memory memory;
    private final DeviceShape shape;
    private final Segment segment;
    private final IntArray layer;
    private final int rows;
    private final boolean decoding;
    private final Memory.Vectors vectors;
    private final Launches launches;
    /** The buffer that the panels hold, and how many launches there were when it was laid out. */
    private @Nullable FloatArray laidOut;

    private int laidOutAt;

    /** As {@link Lowering} has them; launches go to {@code launches}. */
    ProductLowering(
            Memory memory,
            DeviceShape shape,
            Segment segment,
            IntArray layer,
            int rows,
            boolean decoding,
            Launches launches) {
        this.memory = memory;
        this.shape = shape;
        this.segment = segment;
        this.layer = layer;
        this.rows = rows;
        this.decoding = decoding;
        this.vectors = memory.vectors(segment);
        this.launches = launches;
    }

    void product(Lowered.Product p) {
        Step.MatMul s = p.product();
        ShortArray w = memory.stack(segment, s.w());
        FloatArray x = launches.buffer(p.norm().map(Step.RmsNorm::x).orElse(s.x()));
        FloatArray out = launches.buffer(p.residual().map(Step.Add::sum).orElse(s.out()));
        int count = Launches.count(s.x());
        int columns = s.w().columns();
        int outRows = s.w().rows();
        int format = Launches.format(s.w());
        int gain = p.norm().map(vectors::start).orElse(-1);
        int bias = p.bias().map(vectors::start).orElse(-1);
        int add = p.residual().isPresent() ? 1 : 0;
        if (decoding) {
            int perGroup = shape.items() / shape.lanes() * Product.ROWS_PER_LANE;
            launches.add(
                    "product",
                    Math.ceilDiv(outRows, perGroup),
                    shape.items(),
                    added(out, add, memory.pass(), layer, x, vectors.array(), w, memory.tables()),
                    List.of(out),
                    (id, g) -> g.task(
                            id,
                            Product::multiply,
                            CONTEXT,
                            memory.pass(),
                            layer,
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
                            shape.items()));
        } else if (shape.panels() && columns % Encoded.RUN == 0) {
            FloatArray panels = panels(s.x());
            int units = Math.ceilDiv(outRows, PanelProduct.ROWS) * Math.ceilDiv(rows, PanelProduct.TOKENS);
            launches.add(
                    "product",
                    Math.ceilDiv(units, shape.rowItems()),
                    shape.rowItems(),
                    added(out, add, memory.pass(), layer, panels, w, memory.tables()),
                    List.of(out),
                    (id, g) -> g.task(
                            id,
                            PanelProduct::multiply,
                            CONTEXT,
                            memory.pass(),
                            layer,
                            panels,
                            w,
                            memory.tables(),
                            out,
                            count,
                            columns,
                            outRows,
                            format,
                            add));
        } else {
            int groups = Math.ceilDiv(outRows, MatrixProduct.TILE) * Math.ceilDiv(rows, MatrixProduct.TILE);
            launches.add(
                    "product",
                    groups,
                    MatrixProduct.ITEMS,
                    added(out, add, memory.pass(), layer, x, w, memory.tables()),
                    List.of(out),
                    (id, g) -> g.task(
                            id,
                            MatrixProduct::multiply,
                            CONTEXT,
                            memory.pass(),
                            layer,
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
    }

    /** The activations of a buffer in panels, which is laid out unless the launches before have done so. */
    private FloatArray panels(Buffer buffer) {
        FloatArray x = launches.buffer(buffer);
        FloatArray panels = memory.panels(buffer);
        if (x == laidOut && launches.unwrittenSince(x, laidOutAt)) {
            return panels;
        }
        int count = Launches.count(buffer);
        int columns = buffer.columns();
        launches.add(
                "layOut",
                Math.ceilDiv(panels.getSize(), shape.rowItems()),
                shape.rowItems(),
                List.of(memory.pass(), x),
                List.of(panels),
                (id, g) -> g.task(id, PanelProduct::layOut, CONTEXT, memory.pass(), x, panels, count, columns));
        laidOut = x;
        laidOutAt = launches.size();
        return panels;
    }

    void qkv(Lowered.Qkv p) {
        FloatArray x = launches.buffer(p.norm().map(Step.RmsNorm::x).orElse(p.q().x()));
        ShortArray wq = memory.stack(segment, p.q().w());
        ShortArray wk = memory.stack(segment, p.k().w());
        ShortArray wv = memory.stack(segment, p.v().w());
        FloatArray q = launches.buffer(p.q().out());
        FloatArray k = launches.buffer(p.k().out());
        FloatArray v = launches.buffer(p.v().out());
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
                List.of(memory.pass(), layer, x, vectors.array(), wq, wk, wv, memory.tables()),
                List.of(q, k, v),
                (id, g) -> g.task(
                        id,
                        QkvProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        layer,
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
                        shape.lanes() << 16 | shape.items()));
    }

    void gated(Lowered.Gated p) {
        FloatArray x =
                launches.buffer(p.norm().map(Step.RmsNorm::x).orElse(p.gate().x()));
        ShortArray gate = memory.stack(segment, p.gate().w());
        ShortArray up = memory.stack(segment, p.up().w());
        FloatArray out = launches.buffer(p.swiGlu().out());
        int count = Launches.count(p.gate().x());
        int columns = p.gate().w().columns();
        int outRows = p.gate().w().rows();
        int gain = p.norm().map(vectors::start).orElse(-1);
        int perGroup = shape.items() / shape.lanes() * GatedProduct.ROWS_PER_LANE;
        launches.add(
                "gated",
                Math.ceilDiv(outRows, perGroup),
                shape.items(),
                List.of(memory.pass(), layer, x, vectors.array(), gate, up, memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        GatedProduct::multiply,
                        CONTEXT,
                        memory.pass(),
                        layer,
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
                        shape.items()));
    }

    /** What a product reads: also what it adds to. */
    private static List<Object> added(Object out, int add, Object... others) {
        List<Object> reads = new ArrayList<>(List.of(others));
        if (add == 1) {
            reads.add(out);
        }
        return reads;
    }
}
