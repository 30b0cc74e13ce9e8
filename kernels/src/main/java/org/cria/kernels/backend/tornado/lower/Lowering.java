package org.cria.kernels.backend.tornado.lower;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Attention;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.kernel.Embed;
import org.cria.kernels.backend.tornado.kernel.RmsNorm;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.kernel.SwiGlu;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** The lowering table of this backend: what launches a segment's operators become. */
public final class Lowering {
    private static final KernelContext CONTEXT = new KernelContext();

    private final Memory memory;
    private final DeviceShape shape;
    private final Segment segment;
    private final IntArray layer;
    private final int rows;
    private final int splits;
    private final Memory.Vectors vectors;
    private final Launches launches;
    private final ProductLowering products;

    /**
     * @param layer where the graph finds the number of the layer that it runs
     * @param rows the most rows of a pass
     * @param decoding one row with kernels for vectors, or many with kernels for matrices
     * @param splits groups that share a head's past
     * @param same buffers that are others under another name
     */
    public Lowering(
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
        this.splits = splits;
        this.vectors = memory.vectors(segment);
        this.launches = new Launches(memory, shape, rows, same);
        this.products = new ProductLowering(memory, shape, segment, layer, rows, decoding, launches);
    }

    public List<Launch> lower(List<Lowered> operators) {
        for (Lowered operator : operators) {
            switch (operator) {
                case Lowered.Product p -> products.product(p);
                case Lowered.Qkv p -> products.qkv(p);
                case Lowered.Gated p -> products.gated(p);
                case Lowered.TurnAndStore p -> turnAndStore(p);
                case Lowered.One one -> one(one.step());
            }
        }
        return launches.all();
    }

    private void one(Step step) {
        switch (step) {
            case Step.Embed s -> embed(s);
            case Step.Given s -> given(s);
            case Step.RmsNorm s -> norm(s);
            case Step.MatMul s ->
                products.product(new Lowered.Product(Optional.empty(), s, Optional.empty(), Optional.empty()));
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
        FloatArray out = launches.buffer(s.out());
        int columns = s.out().columns();
        int format = Launches.format(s.table());
        launches.add(
                "embed",
                rows,
                shape.rowItems(),
                List.of(memory.pass(), w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(id, Embed::lookUp, CONTEXT, memory.pass(), w, memory.tables(), out, columns, format));
    }

    private void given(Step.Given s) {
        FloatArray given = memory.given(rows, s.out());
        FloatArray out = launches.buffer(s.out());
        int columns = s.out().columns();
        launches.values(
                "given",
                columns,
                List.of(memory.pass(), given),
                out,
                (id, g) -> g.task(id, Elementwise::take, CONTEXT, memory.pass(), given, out, columns));
    }

    private void norm(Step.RmsNorm s) {
        FloatArray x = launches.buffer(s.x());
        FloatArray out = launches.buffer(s.out());
        int columns = s.x().columns();
        int count = Launches.count(s.x());
        int gain = vectors.start(s);
        launches.add(
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

    private void turnAndStore(Lowered.TurnAndStore p) {
        FloatArray q = launches.buffer(p.q().x());
        FloatArray k = launches.buffer(p.store().k());
        FloatArray v = launches.buffer(p.store().v());
        Memory.CacheArrays cache = cache(p.store().layer());
        int dims = p.q().headDims();
        int heads = p.q().x().columns() / dims;
        int kvHeads = p.store().k().columns() / dims;
        int pairs = p.q().rotation().frequencies().size();
        int angles = memory.angles(p.q().rotation());
        int values = rows * (heads + 2 * kvHeads) * (dims / 2);
        launches.add(
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
        FloatArray x = launches.buffer(s.x());
        int count = Launches.count(s.x());
        int columns = s.x().columns();
        int bias = vectors.start(s);
        launches.values(
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
        FloatArray x = launches.buffer(s.x());
        int columns = s.x().columns();
        int dims = s.headDims();
        int pairs = s.rotation().frequencies().size();
        int angles = memory.angles(s.rotation());
        launches.values(
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
        FloatArray k = launches.buffer(s.k());
        FloatArray v = launches.buffer(s.v());
        Memory.CacheArrays cache = cache(s.layer());
        int columns = s.k().columns();
        launches.add(
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
        FloatArray q = launches.buffer(s.q());
        FloatArray out = launches.buffer(s.out());
        int dims = s.headDims();
        FloatArray result = splits == 1
                ? out
                : launches.buffer(
                        Buffer.ofTokens("parts of " + s.out().name(), s.heads() * splits * Attention.partSize(dims)));
        Memory.CacheArrays cache = cache(s.layer());
        launches.add(
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
            launches.values(
                    "combine",
                    s.heads() * dims,
                    List.of(memory.pass(), result),
                    out,
                    (id, g) -> g.task(
                            id, Attention::combine, CONTEXT, memory.pass(), result, out, s.heads(), dims, splits));
        }
    }

    private void swiGlu(Step.SwiGlu s) {
        FloatArray gate = launches.buffer(s.gate());
        FloatArray up = launches.buffer(s.up());
        FloatArray out = launches.buffer(s.out());
        int count = Launches.count(s.out());
        int columns = s.out().columns();
        launches.values(
                "swiGlu",
                columns,
                List.of(memory.pass(), gate, up),
                out,
                (id, g) -> g.task(id, SwiGlu::gate, CONTEXT, memory.pass(), gate, up, out, count, columns));
    }

    private void add(Step.Add s) {
        FloatArray x = launches.buffer(s.x());
        FloatArray sum = launches.buffer(s.sum());
        int count = Launches.count(s.sum());
        int columns = s.sum().columns();
        launches.values(
                "add",
                columns,
                List.of(memory.pass(), x, sum),
                sum,
                (id, g) -> g.task(id, Elementwise::add, CONTEXT, memory.pass(), x, sum, count, columns));
    }

    private void select(Step.SelectOutputs s) {
        FloatArray x = launches.buffer(s.x());
        FloatArray out = launches.buffer(s.out());
        int columns = s.out().columns();
        launches.values(
                "select",
                columns,
                List.of(memory.pass(), x),
                out,
                (id, g) -> g.task(id, Elementwise::selectRows, CONTEXT, memory.pass(), x, out, columns));
    }

    private Memory.CacheArrays cache(int layer) {
        return memory.caches(segment).get(Segment.caches(segment.steps()).indexOf(layer));
    }
}
