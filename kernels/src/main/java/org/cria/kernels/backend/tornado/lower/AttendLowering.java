package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Attention;
import org.cria.kernels.backend.tornado.kernel.AttentionParts;
import org.cria.kernels.backend.tornado.kernel.AttentionSizes;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Attention, one work-group per row and head; where a past is long, one for each part of it, and then a launch that joins the parts. */
public final class AttendLowering {
    private AttendLowering() {}

    public static void lower(Step.Attend s, Scope scope, Launches launches) {
        lower(s, Optional.empty(), scope, launches);
    }

    /**
     * Attention, and what comes before it.
     *
     * @param turned what turns queries and keys and stores keys and values in the same launch, if anything does
     */
    public static void lower(Step.Attend s, Optional<Lowered.TurnAndStore> turned, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        int splits = scope.splits();
        boolean joint = scope.phase() == Phase.JOINT_DECODE;
        if (joint) {
            // A row's past may have rows of the same pass.
            turned.ifPresent(t -> TurnAndStoreLowering.storeAlone(t, scope, launches));
        }
        FloatArray q = scope.buffer(s.q());
        FloatArray out = scope.buffer(s.out());
        int dims = s.headDims();
        FloatArray result = splits == 1
                ? out
                : scope.buffer(
                        Buffer.ofTokens("parts of " + s.out().name(), s.heads() * splits * AttentionParts.size(dims)));
        CacheArrays cache = scope.cache(s.layer());
        int group = AttentionSizes.group(shape.attentionItems(), shape.lanes(), dims, memory.cacheKinds(), joint);
        FloatArray k = turned.map(t -> scope.buffer(t.store().k())).orElseGet(cache::noNewKeys);
        FloatArray v = turned.map(t -> scope.buffer(t.store().v())).orElseGet(cache::noNewValues);
        FloatArray rotations = turned.isPresent() ? memory.rotations().table() : cache.noAngles();
        List<Object> reads = new ArrayList<>(List.of(
                memory.pass(),
                scope.layer(),
                memory.table(),
                q,
                cache.k32(),
                cache.kWords(),
                cache.v32(),
                cache.vWords(),
                memory.tables()));
        List<Object> writes = new ArrayList<>(List.of(result));
        if (turned.isPresent()) {
            reads.addAll(List.of(k, v, rotations));
            writes.addAll(joint ? List.of() : cache.all());
        }
        launches.add(
                "attend",
                scope.rows() * s.heads() * splits,
                shape.attentionItems(),
                reads,
                writes,
                (id, g) -> g.task(
                        id,
                        Attention::attend,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        memory.table(),
                        q,
                        k,
                        v,
                        rotations,
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords(),
                        memory.tables(),
                        result,
                        s.scale(),
                        s.softCap(),
                        s.window(),
                        AttentionSizes.sizes(s.heads(), s.kvHeads(), dims, memory.cacheKinds(), splits),
                        turned.map(t -> turn(t.q(), memory)).orElse(0L),
                        group));
        if (splits > 1) {
            launches.values(
                    "combine",
                    s.heads() * dims,
                    List.of(memory.pass(), result),
                    out,
                    (id, g) -> g.task(
                            id,
                            AttentionParts::combine,
                            CONTEXT,
                            memory.pass(),
                            result,
                            out,
                            s.heads(),
                            dims,
                            splits,
                            joint ? 1 : 0));
        }
    }

    private static long turn(Step.Rope q, Memory memory) {
        return AttentionSizes.turn(
                q.rotation().frequencies().size(),
                Rope.pairing(q.rotation()),
                memory.rotations().start(q.rotation()));
    }
}
