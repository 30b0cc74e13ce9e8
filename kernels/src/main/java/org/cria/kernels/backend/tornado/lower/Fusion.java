package org.cria.kernels.backend.tornado.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * Rewrites a list of steps into fewer launches. A launch costs a GPU more than the little steps between products compute, so
 * that a norm goes into the products that read it, a bias and a residual into the product before them. A rule fires only where
 * nobody else reads what it leaves out.
 */
public final class Fusion {
    private final List<Step> steps;
    private final List<Integer> layers;
    private final Buffer logits;
    private final boolean decoding;
    /** Whether the row that is selected is the only one. */
    private final boolean alone;

    private int at;

    private Fusion(List<Step> steps, List<Integer> layers, Buffer logits, Phase phase) {
        this.steps = steps;
        this.layers = layers;
        this.at = layers.getFirst();
        this.logits = logits;
        this.decoding = phase.decoding();
        this.alone = phase.alone();
    }

    /**
     * Fuses the steps of layers that are alike.
     *
     * @param program all of it, since what follows decides what may be left out
     * @param phase in decoding norms and gates go into products; with the many rows of a prompt a group would compute them again for
     *     each of its rows
     */
    static FusedSegment of(Program program, Segment segment, Phase phase) {
        return new Fusion(program.steps(), segment.first(), program.logits(), phase).fuse(segment);
    }

    /** Fuses the steps of a layer as if no others followed. */
    public static FusedSegment alone(Segment segment, Buffer logits, Phase phase) {
        return new Fusion(segment.steps(), List.of(0), logits, phase).fuse(segment);
    }

    private FusedSegment fuse(Segment segment) {
        int from = at;
        int to = from + segment.steps().size();
        Map<Buffer, Buffer> same = alone ? same(steps, logits) : Map.of();
        List<Lowered> operators = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        while (at < to) {
            if (steps.get(at) instanceof Step.SelectOutputs select && same.containsKey(select.out())) {
                at++;
            } else {
                starts.add(at - from);
                operators.add(next(to));
            }
        }
        return new FusedSegment(segment, operators, starts, same);
    }

    /** Buffers that need not exist when a row is processed alone: the selected row of one row is that row. */
    private static Map<Buffer, Buffer> same(List<Step> steps, Buffer logits) {
        Map<Buffer, Buffer> same = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.SelectOutputs select
                    && !select.out().equals(logits)
                    && writers(select.out(), steps) == 1
                    && writers(select.x(), steps.subList(i + 1, steps.size())) == 0
                    && Dataflow.isDead(select.x(), steps.subList(i + 1, steps.size()), logits)) {
                same.put(select.out(), select.x());
            }
        }
        return same;
    }

    private static long writers(Buffer buffer, List<Step> steps) {
        return steps.stream()
                .filter(step -> step.writes().contains(buffer) && !step.reads().contains(buffer))
                .count();
    }

    private Lowered next(int to) {
        int start = at;
        Optional<Step.RmsNorm> norm = decoding ? norm(to) : Optional.empty();
        Optional<? extends Lowered> fused =
                decoding ? qkv(norm, to).or(() -> gated(norm, to)).or(() -> product(norm, to)) : product(norm, to);
        if (fused.isPresent()) {
            return fused.get();
        }
        at = start;
        Optional<Lowered.TurnAndStore> turned = turnAndStore(to);
        if (turned.isPresent()) {
            return decoding ? turnedAttend(turned.get(), to) : turned.get();
        }
        return new Lowered.One(steps.get(at++));
    }

    /** A norm that goes into products: one of the whole row. */
    private Optional<Step.RmsNorm> norm(int to) {
        int start = at;
        Optional<Step.RmsNorm> norm = take(Step.RmsNorm.class, to).filter(n -> n.groups() == 1);
        if (norm.isEmpty()) {
            at = start;
        }
        return norm;
    }

    private Optional<Lowered> qkv(Optional<Step.RmsNorm> norm, int to) {
        int start = at;
        List<Step.MatMul> products = new ArrayList<>();
        List<Step.AddBias> biases = new ArrayList<>();
        while (products.size() < 3) {
            Optional<Step.MatMul> product = take(Step.MatMul.class, to);
            if (product.isEmpty()) {
                return back(start);
            }
            products.add(product.get());
            bias(product.get(), to).ifPresent(biases::add);
        }
        Step.MatMul q = products.get(0);
        Step.MatMul k = products.get(1);
        Step.MatMul v = products.get(2);
        boolean fits = (biases.isEmpty() || biases.size() == 3)
                && q.x().equals(k.x())
                && q.x().equals(v.x())
                && q.x().rows() == Buffer.Rows.TOKENS
                && k.w().rows() == v.w().rows()
                && products.stream().map(Step.MatMul::out).distinct().count() == 3
                && products.stream().noneMatch(p -> p.out().equals(input(norm, q)));
        return fits && leaves(norm, q) ? Optional.of(new Lowered.Qkv(norm, q, k, v, List.copyOf(biases))) : back(start);
    }

    private Optional<Lowered> gated(Optional<Step.RmsNorm> norm, int to) {
        int start = at;
        Optional<Step.MatMul> gate = take(Step.MatMul.class, to);
        Optional<Step.MatMul> up = take(Step.MatMul.class, to);
        Optional<Step.SwiGlu> swiGlu = take(Step.SwiGlu.class, to);
        if (gate.isEmpty() || up.isEmpty() || swiGlu.isEmpty()) {
            return back(start);
        }
        Buffer out = swiGlu.get().out();
        boolean fits = gate.get().x().equals(up.get().x())
                && swiGlu.get().gate().equals(gate.get().out())
                && swiGlu.get().up().equals(up.get().out())
                && !gate.get().out().equals(up.get().out())
                && !out.equals(input(norm, gate.get()))
                && leaves(norm, gate.get())
                && (out.equals(gate.get().out()) || isDead(gate.get().out()))
                && (out.equals(up.get().out()) || isDead(up.get().out()));
        return fits ? Optional.of(new Lowered.Gated(norm, gate.get(), up.get(), swiGlu.get())) : back(start);
    }

    private Optional<Lowered> product(Optional<Step.RmsNorm> norm, int to) {
        int start = at;
        Optional<Step.MatMul> product = take(Step.MatMul.class, to);
        if (product.isEmpty()) {
            return Optional.empty();
        }
        Step.MatMul p = product.get();
        Optional<Step.AddBias> bias = decoding ? bias(p, to) : Optional.empty();
        int beforeAdd = at;
        Optional<Step.Add> residual = take(Step.Add.class, to)
                .filter(add -> add.x().equals(p.out()) && !add.sum().equals(p.out()))
                .filter(add -> !add.sum().equals(input(norm, p)))
                .filter(add -> isDead(add.x()));
        if (residual.isEmpty()) {
            at = beforeAdd;
        }
        return leaves(norm, p) ? Optional.of(new Lowered.Product(norm, p, bias, residual)) : back(start);
    }

    private Optional<Lowered.TurnAndStore> turnAndStore(int to) {
        int start = at;
        Optional<Step.Rope> q = take(Step.Rope.class, to);
        Optional<Step.Rope> k = take(Step.Rope.class, to);
        Optional<Step.StoreKv> store = take(Step.StoreKv.class, to);
        if (q.isEmpty() || k.isEmpty() || store.isEmpty()) {
            return back(start);
        }
        boolean fits = !store.get().v().equals(k.get().x())
                && !store.get().v().equals(q.get().x())
                && q.get().rotation().equals(k.get().rotation())
                && q.get().headDims() == k.get().headDims()
                && q.get().headDims() % 2 == 0
                && k.get().x().equals(store.get().k())
                && !q.get().x().equals(k.get().x())
                && isDead(k.get().x());
        return fits ? Optional.of(new Lowered.TurnAndStore(q.get(), k.get(), store.get())) : back(start);
    }

    /** Attention turns queries and keys itself, where the queries serve nothing else. */
    private Lowered turnedAttend(Lowered.TurnAndStore turned, int to) {
        int start = at;
        Optional<Step.Attend> attend = take(Step.Attend.class, to)
                .filter(a -> a.layer() == turned.store().layer()
                        && a.q().equals(turned.q().x())
                        && a.headDims() == turned.q().headDims()
                        && !a.out().equals(a.q())
                        && !a.out().equals(turned.store().k())
                        && !a.out().equals(turned.store().v()))
                .filter(a -> isDead(a.q()));
        if (attend.isEmpty()) {
            at = start;
            return turned;
        }
        return new Lowered.TurnedAttend(turned, attend.get());
    }

    /** Whether the norm's result, if there is a norm, is read by these products alone. */
    private boolean leaves(Optional<Step.RmsNorm> norm, Step.MatMul product) {
        return norm.isEmpty()
                || (norm.get().out().equals(product.x())
                        && !product.out().equals(norm.get().x())
                        && isDead(norm.get().out()));
    }

    /** What a fused product reads: every group reads all of it, so that none may write to it. */
    private static Buffer input(Optional<Step.RmsNorm> norm, Step.MatMul product) {
        return norm.map(Step.RmsNorm::x).orElse(product.x());
    }

    private boolean isDead(Buffer buffer) {
        return layers.stream()
                .allMatch(first ->
                        Dataflow.isDead(buffer, steps.subList(first + at - layers.getFirst(), steps.size()), logits));
    }

    private Optional<Step.AddBias> bias(Step.MatMul product, int to) {
        int start = at;
        Optional<Step.AddBias> bias = take(Step.AddBias.class, to)
                .filter(b -> b.x().equals(product.out()) && b.bias().rows() == 1);
        if (bias.isEmpty()) {
            at = start;
        }
        return bias;
    }

    /** The next step if it is of this kind. */
    private <S extends Step> Optional<S> take(Class<S> kind, int to) {
        if (at < to && kind.isInstance(steps.get(at))) {
            return Optional.of(kind.cast(steps.get(at++)));
        }
        return Optional.empty();
    }

    private <L extends Lowered> Optional<L> back(int start) {
        at = start;
        return Optional.empty();
    }
}
