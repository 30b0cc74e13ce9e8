import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.backend.tornado.lower.AttendLowering;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.Launches;
import org.cria.kernels.backend.tornado.lower.OperatorLowering;
import org.cria.kernels.backend.tornado.lower.Scope;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.lab.Laboratory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Attention split by heads of keys instead of heads of queries: one work-group computes all query heads that share a key head, so that
 * each cached key and value is read from memory once for all of them. Long pasts, which are split over several groups, capped scores, and
 * caches in blocks go to the kernel in use.
 */
public final class GroupedAttend implements DeviceKernel<Step.Attend> {
    @Override
    public Class<Step.Attend> operator() {
        return Step.Attend.class;
    }

    @Override
    public OperatorLowering<Step.Attend> lowering() {
        return GroupedAttend::lower;
    }

    private static void lower(Step.Attend s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        int kinds = memory.cacheKinds();
        boolean blocks = (kinds & 0xFF) == Cache.Q8_0 || kinds >> 8 == Cache.Q8_0;
        if (scope.splits() > 1 || s.softCap() > 0 || blocks) {
            AttendLowering.lower(s, scope, launches);
            return;
        }
        DeviceShape shape = scope.shape();
        FloatArray q = scope.buffer(s.q());
        FloatArray out = scope.buffer(s.out());
        CacheArrays cache = scope.cache(s.layer());
        launches.add(
                "groupedAttend",
                scope.rows() * s.kvHeads(),
                shape.attentionItems(),
                List.of(
                        memory.pass(),
                        scope.layer(),
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords(),
                        memory.tables()),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        GroupedAttention::attend,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords(),
                        memory.tables(),
                        out,
                        s.kvHeads(),
                        s.heads() / s.kvHeads(),
                        s.headDims(),
                        s.scale(),
                        s.window(),
                        kinds,
                        shape.attentionItems()));
    }

    public static void main(String[] args) {
        Laboratory.check(new GroupedAttend(), System.out);
    }
}

/** The kernel. */
final class GroupedAttention {
    private static final float LOWEST = -1e30f;

    // Of a pass, as the host stages it: rows, cells of a layer, and the records of rows.
    private static final int ROWS = 0;
    private static final int CELLS = 2;
    private static final int RECORDS = 3;
    private static final int RECORD = 6;
    private static final int POSITION = 1;
    private static final int SEQUENCE = 3;

    private GroupedAttention() {}

    /**
     * One group per row and key head; in each step every work-item scores one position for all query heads that share it, then sums its
     * own dimensions.
     *
     * @param table the cell of each position of each sequence
     * @param q [tokens, kvHeads · share · dims] turned
     * @param out [tokens, kvHeads · share · dims]
     * @param share query heads of a key head
     * @param kinds of keys and, eight bits up, of values: 0 for floats
     */
    public static void attend(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            IntArray table,
            FloatArray q,
            FloatArray k32,
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            FloatArray tables,
            FloatArray out,
            int kvHeads,
            int share,
            int dims,
            float scale,
            int window,
            int kinds,
            int items) {
        float[] query = context.allocateFloatLocalArray(share * dims);
        float[] sums = context.allocateFloatLocalArray(share * dims);
        float[] scores = context.allocateFloatLocalArray(share * items);
        float[] largest = context.allocateFloatLocalArray(share);
        float[] totals = context.allocateFloatLocalArray(share);
        float[] kept = context.allocateFloatLocalArray(share);
        int item = context.localIdx;
        int row = context.groupIdx / kvHeads;
        int kvHead = context.groupIdx % kvHeads;
        int columns = kvHeads * dims;
        boolean used = row < pass.get(ROWS);
        int visible = used ? pass.get(RECORDS + row * RECORD + POSITION) + 1 : 0;
        int cells = used ? pass.get(RECORDS + row * RECORD + SEQUENCE) : 0;
        int begin = window == 0 ? 0 : Math.max(0, visible - window);
        int at0 = (row * kvHeads + kvHead) * share * dims;
        for (int i = item; i < share * dims; i += items) {
            sums[i] = 0f;
            if (used) {
                query[i] = q.get(at0 + i) * scale;
            }
        }
        for (int head = item; head < share; head += items) {
            largest[head] = LOWEST;
            totals[head] = 0f;
        }
        context.localBarrier();
        for (int start = begin; start < visible; start += items) {
            int position = start + item;
            int count = Math.min(items, visible - start);
            for (int head = 0; head < share; head++) {
                scores[head * items + item] = LOWEST;
            }
            if (position < visible) {
                int at = cell(pass, layer, table.get(cells + position), columns) + kvHead * dims;
                for (int d = 0; d < dims; d++) {
                    float key = value(k32, kWords, tables, kinds & 0xFF, at + d);
                    for (int head = 0; head < share; head++) {
                        float before = d == 0 ? 0f : scores[head * items + item];
                        scores[head * items + item] = before + query[head * dims + d] * key;
                    }
                }
            }
            context.localBarrier();
            for (int head = item; head < share; head += items) {
                float top = largest[head];
                for (int j = 0; j < count; j++) {
                    top = Math.max(top, scores[head * items + j]);
                }
                float shrink = TornadoMath.exp(largest[head] - top);
                float total = totals[head] * shrink;
                for (int j = 0; j < count; j++) {
                    float weight = TornadoMath.exp(scores[head * items + j] - top);
                    scores[head * items + j] = weight;
                    total += weight;
                }
                largest[head] = top;
                totals[head] = total;
                kept[head] = shrink;
            }
            context.localBarrier();
            for (int d = item; d < dims; d += items) {
                for (int head = 0; head < share; head++) {
                    sums[head * dims + d] = sums[head * dims + d] * kept[head];
                }
                for (int j = 0; j < count; j++) {
                    int at = cell(pass, layer, table.get(cells + start + j), columns) + kvHead * dims;
                    float value = value(v32, vWords, tables, kinds >> 8, at + d);
                    for (int head = 0; head < share; head++) {
                        sums[head * dims + d] = sums[head * dims + d] + scores[head * items + j] * value;
                    }
                }
            }
            context.localBarrier();
        }
        if (used) {
            for (int d = item; d < dims; d += items) {
                for (int head = 0; head < share; head++) {
                    out.set(at0 + head * dims + d, sums[head * dims + d] / totals[head]);
                }
            }
        }
    }

    private static int cell(IntArray pass, IntArray layer, int cell, int columns) {
        return (layer.get(0) * pass.get(CELLS) + cell) * columns;
    }

    private static float value(FloatArray f32, IntArray words, FloatArray tables, int kind, int at) {
        return kind == 0 ? f32.get(at) : tables.get((words.get(at >> 1) >> (16 * (at & 1))) & 0xFFFF);
    }
}
