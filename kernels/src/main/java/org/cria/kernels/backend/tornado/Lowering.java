package org.cria.kernels.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.tornado.kernel.Attention;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.kernel.Embed;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.backend.tornado.kernel.GatedProduct;
import org.cria.kernels.backend.tornado.kernel.MatrixProduct;
import org.cria.kernels.backend.tornado.kernel.PanelProduct;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.cria.kernels.backend.tornado.kernel.QkvProduct;
import org.cria.kernels.backend.tornado.kernel.RmsNorm;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.kernel.SwiGlu;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** The lowering table of this backend: what launches a segment's operators become. */
final class Lowering {
    private static final KernelContext CONTEXT = new KernelContext();

    private final Memory memory;
    private final DeviceShape shape;
    private final Segment segment;
    private final IntArray layer;
    private final int rows;
    private final boolean decoding;
    private final int splits;
    private final Map<Buffer, Buffer> same;
    private final Memory.Vectors vectors;
    private final List<Launch> launches = new ArrayList<>();
    private @Nullable FloatArray laidOut;

    /**
     * @param layer where the graph finds the number of the layer that it runs
     * @param rows the most rows of a pass
     * @param decoding one row with kernels for vectors, or many with kernels for matrices
     * @param splits groups that share a head's past
     * @param same buffers that are others under another name
     */
    Lowering(
            Memory memory,
            DeviceShape shape,
            Segment segment,
            IntArray layer,
            int rows,
            boolean decoding,
            int splits,
            Map<Buffer, Buffer> same) {
        this.memory = memory;
        this.shape = shape;
        this.segment = segment;
        this.layer = layer;
        this.rows = rows;
        this.decoding = decoding;
        this.splits = splits;
        this.same = same;
        this.vectors = memory.vectors(segment);
    }

    List<Launch> lower(List<Lowered> operators) {
        for (Lowered operator : operators) {
            switch (operator) {
                case Lowered.Product p -> product(p);
                case Lowered.Qkv p -> qkv(p);
                case Lowered.Gated p -> gated(p);
                case Lowered.TurnAndStore p -> turnAndStore(p);
                case Lowered.One one -> one(one.step());
            }
        }
        return List.copyOf(launches);
    }

    private void one(Step step) {
        switch (step) {
            case Step.Embed s -> embed(s);
            case Step.Given s -> given(s);
            case Step.RmsNorm s -> norm(s);
            case Step.MatMul s -> product(new Lowered.Product(Optional.empty(), s, Optional.empty(), Optional.empty()));
            case Step.AddBias s -> addBias(s);
            case Step.Rope s -> rope(s);
            case Step.StoreKv s -> store(s);
            case Step.Attend s -> attend(s);
            case Step.SwiGlu s -> swiGlu(s);
            case Step.Add s -> add(s);
            case Step.SelectOutputs s -> select(s);
        }
    }

    private void embed(Step.Embed s) {
        ShortArray w = memory.stack(segment, s.table());
        FloatArray out = buffer(s.out());
        int columns = s.out().columns();
        int format = format(s.table());
        launch(
                "embed",
                rows,
                shape.rowItems(),
                List.of(memory.pass(), w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(id, Embed::lookUp, CONTEXT, memory.pass(), w, memory.tables(), out, columns, format));
    }

    private void given(Step.Given s) {
        FloatArray given = memory.given(rows, s.out());
        FloatArray out = buffer(s.out());
        int columns = s.out().columns();
        values(
                "given",
                columns,
                List.of(memory.pass(), given),
                out,
                (id, g) -> g.task(id, Elementwise::take, CONTEXT, memory.pass(), given, out, columns));
    }

    private void norm(Step.RmsNorm s) {
        FloatArray x = buffer(s.x());
        FloatArray out = buffer(s.out());
        int columns = s.x().columns();
        int count = count(s.x());
        int gain = vectors.start(s);
        launch(
                "norm",
                rows,
                shape.rowItems(),
                List.of(memory.pass(), layer, vectors.array(), x),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        RmsNorm::normalise,
                        CONTEXT,
                        memory.pass(),
                        layer,
                        vectors.array(),
                        x,
                        out,
                        count,
                        columns,
                        gain,
                        vectors.stride(),
                        shape.rowItems()));
    }

    private void product(Lowered.Product p) {
        Step.MatMul s = p.product();
        ShortArray w = memory.stack(segment, s.w());
        FloatArray x = buffer(p.norm().map(Step.RmsNorm::x).orElse(s.x()));
        FloatArray out = buffer(p.residual().map(Step.Add::sum).orElse(s.out()));
        int count = count(s.x());
        int columns = s.w().columns();
        int outRows = s.w().rows();
        int format = format(s.w());
        int gain = p.norm().map(vectors::start).orElse(-1);
        int bias = p.bias().map(vectors::start).orElse(-1);
        int add = p.residual().isPresent() ? 1 : 0;
        if (decoding) {
            int perGroup = shape.items() / shape.lanes() * Product.ROWS_PER_LANE;
            launch(
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
            launch(
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
            launch(
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
        FloatArray x = buffer(buffer);
        FloatArray panels = memory.panels(buffer);
        if (x == laidOut) {
            return panels;
        }
        int count = count(buffer);
        int columns = buffer.columns();
        launch(
                "layOut",
                Math.ceilDiv(panels.getSize(), shape.rowItems()),
                shape.rowItems(),
                List.of(memory.pass(), x),
                List.of(panels),
                (id, g) -> g.task(id, PanelProduct::layOut, CONTEXT, memory.pass(), x, panels, count, columns));
        laidOut = x;
        return panels;
    }

    private void qkv(Lowered.Qkv p) {
        FloatArray x = buffer(p.norm().map(Step.RmsNorm::x).orElse(p.q().x()));
        ShortArray wq = memory.stack(segment, p.q().w());
        ShortArray wk = memory.stack(segment, p.k().w());
        ShortArray wv = memory.stack(segment, p.v().w());
        FloatArray q = buffer(p.q().out());
        FloatArray k = buffer(p.k().out());
        FloatArray v = buffer(p.v().out());
        int columns = p.q().w().columns();
        int queryRows = p.q().w().rows();
        int keyRows = p.k().w().rows();
        int formats = format(p.q().w()) | format(p.k().w()) << 8 | format(p.v().w()) << 16;
        int gain = p.norm().map(vectors::start).orElse(-1);
        int bias = p.biases().isEmpty() ? -1 : vectors.start(p.biases().getFirst());
        int units = QkvProduct.units(queryRows) + 2 * QkvProduct.units(keyRows);
        launch(
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

    private void gated(Lowered.Gated p) {
        FloatArray x = buffer(p.norm().map(Step.RmsNorm::x).orElse(p.gate().x()));
        ShortArray gate = memory.stack(segment, p.gate().w());
        ShortArray up = memory.stack(segment, p.up().w());
        FloatArray out = buffer(p.swiGlu().out());
        int count = count(p.gate().x());
        int columns = p.gate().w().columns();
        int outRows = p.gate().w().rows();
        int gain = p.norm().map(vectors::start).orElse(-1);
        int perGroup = shape.items() / shape.lanes() * GatedProduct.ROWS_PER_LANE;
        launch(
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
                        format(p.gate().w()),
                        format(p.up().w()),
                        gain,
                        vectors.stride(),
                        shape.lanes(),
                        shape.items()));
    }

    private void turnAndStore(Lowered.TurnAndStore p) {
        FloatArray q = buffer(p.q().x());
        FloatArray k = buffer(p.store().k());
        FloatArray v = buffer(p.store().v());
        Memory.CacheArrays cache = cache(p.store().layer());
        int dims = p.q().headDims();
        int heads = p.q().x().columns() / dims;
        int kvHeads = p.store().k().columns() / dims;
        int pairs = p.q().rotation().frequencies().size();
        int angles = memory.angles(p.q().rotation());
        int values = rows * (heads + 2 * kvHeads) * (dims / 2);
        launch(
                "turnAndStore",
                Math.ceilDiv(values, shape.rowItems()),
                shape.rowItems(),
                List.of(
                        q,
                        memory.pass(),
                        layer,
                        k,
                        v,
                        memory.rotationTable(),
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16()),
                List.of(q, cache.keys(), cache.values()),
                (id, g) -> g.task(
                        id,
                        Cache::turnAndStore,
                        CONTEXT,
                        memory.pass(),
                        layer,
                        q,
                        k,
                        v,
                        memory.rotationTable(),
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        heads,
                        kvHeads,
                        dims,
                        pairs,
                        angles,
                        memory.cacheKinds()));
    }

    private void addBias(Step.AddBias s) {
        FloatArray x = buffer(s.x());
        int count = count(s.x());
        int columns = s.x().columns();
        int bias = vectors.start(s);
        values(
                "addBias",
                columns,
                List.of(memory.pass(), layer, vectors.array(), x),
                x,
                (id, g) -> g.task(
                        id,
                        Elementwise::addBias,
                        CONTEXT,
                        memory.pass(),
                        layer,
                        vectors.array(),
                        x,
                        count,
                        columns,
                        bias,
                        vectors.stride()));
    }

    private void rope(Step.Rope s) {
        FloatArray x = buffer(s.x());
        int columns = s.x().columns();
        int dims = s.headDims();
        int pairs = s.rotation().frequencies().size();
        int angles = memory.angles(s.rotation());
        values(
                "turn",
                columns / dims * pairs,
                List.of(memory.pass(), memory.rotationTable(), x),
                x,
                (id, g) -> g.task(
                        id,
                        Rope::turn,
                        CONTEXT,
                        memory.pass(),
                        memory.rotationTable(),
                        x,
                        columns,
                        dims,
                        pairs,
                        angles));
    }

    private void store(Step.StoreKv s) {
        FloatArray k = buffer(s.k());
        FloatArray v = buffer(s.v());
        Memory.CacheArrays cache = cache(s.layer());
        int columns = s.k().columns();
        launch(
                "store",
                Math.ceilDiv(rows * columns, shape.rowItems()),
                shape.rowItems(),
                List.of(memory.pass(), layer, k, v, cache.k32(), cache.k16(), cache.v32(), cache.v16()),
                List.of(cache.keys(), cache.values()),
                (id, g) -> g.task(
                        id,
                        Cache::store,
                        CONTEXT,
                        memory.pass(),
                        layer,
                        k,
                        v,
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        columns,
                        memory.cacheKinds()));
    }

    private void attend(Step.Attend s) {
        FloatArray q = buffer(s.q());
        FloatArray out = buffer(s.out());
        int dims = s.headDims();
        FloatArray result = splits == 1
                ? out
                : buffer(Buffer.ofTokens("parts of " + s.out().name(), s.heads() * splits * Attention.partSize(dims)));
        Memory.CacheArrays cache = cache(s.layer());
        launch(
                "attend",
                rows * s.heads() * splits,
                shape.attentionItems(),
                List.of(
                        memory.pass(),
                        layer,
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        memory.tables()),
                List.of(result),
                (id, g) -> g.task(
                        id,
                        Attention::attend,
                        CONTEXT,
                        memory.pass(),
                        layer,
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        memory.tables(),
                        result,
                        s.heads(),
                        s.kvHeads(),
                        dims,
                        s.scale(),
                        memory.cacheKinds(),
                        splits,
                        shape.attentionItems()));
        if (splits > 1) {
            values(
                    "combine",
                    s.heads() * dims,
                    List.of(memory.pass(), result),
                    out,
                    (id, g) -> g.task(
                            id, Attention::combine, CONTEXT, memory.pass(), result, out, s.heads(), dims, splits));
        }
    }

    private void swiGlu(Step.SwiGlu s) {
        FloatArray gate = buffer(s.gate());
        FloatArray up = buffer(s.up());
        FloatArray out = buffer(s.out());
        int count = count(s.out());
        int columns = s.out().columns();
        values(
                "swiGlu",
                columns,
                List.of(memory.pass(), gate, up),
                out,
                (id, g) -> g.task(id, SwiGlu::gate, CONTEXT, memory.pass(), gate, up, out, count, columns));
    }

    private void add(Step.Add s) {
        FloatArray x = buffer(s.x());
        FloatArray sum = buffer(s.sum());
        int count = count(s.sum());
        int columns = s.sum().columns();
        values(
                "add",
                columns,
                List.of(memory.pass(), x, sum),
                sum,
                (id, g) -> g.task(id, Elementwise::add, CONTEXT, memory.pass(), x, sum, count, columns));
    }

    private void select(Step.SelectOutputs s) {
        FloatArray x = buffer(s.x());
        FloatArray out = buffer(s.out());
        int columns = s.out().columns();
        values(
                "select",
                columns,
                List.of(memory.pass(), x),
                out,
                (id, g) -> g.task(id, Elementwise::selectRows, CONTEXT, memory.pass(), x, out, columns));
    }

    /** A launch with a work-item per value of every row. */
    private void values(String name, int columns, List<Object> reads, Object out, Task task) {
        launch(name, Math.ceilDiv(rows * columns, shape.rowItems()), shape.rowItems(), reads, List.of(out), task);
    }

    private void launch(String name, int groups, int items, List<Object> reads, List<Object> writes, Task task) {
        String id = launches.size() + name;
        List<Object> held =
                reads.stream().filter(array -> !memory.isStandIn(array)).toList();
        launches.add(new Launch(id, groups, items, held, writes, graph -> task.add(id, graph)));
        if (laidOut != null && writes.contains(laidOut)) {
            laidOut = null;
        }
    }

    /** What a product reads: also what it adds to. */
    private static List<Object> added(Object out, int add, Object... others) {
        List<Object> reads = new ArrayList<>(List.of(others));
        if (add == 1) {
            reads.add(out);
        }
        return reads;
    }

    private FloatArray buffer(Buffer buffer) {
        Buffer own = same.getOrDefault(buffer, buffer);
        return own.equals(memory.logits()) ? memory.logits(rows) : memory.buffer(own);
    }

    private Memory.CacheArrays cache(int layer) {
        return memory.caches(segment).get(Segment.caches(segment.steps()).indexOf(layer));
    }

    private static int count(Buffer buffer) {
        return buffer.rows() == Buffer.Rows.TOKENS ? Pass.ROWS : Pass.OUTPUTS;
    }

    private static int format(Weight weight) {
        return weight.format().ggmlType();
    }

    /** Adds a task to a graph under an id. */
    @FunctionalInterface
    private interface Task {
        void add(String id, TaskGraph graph);
    }
}
