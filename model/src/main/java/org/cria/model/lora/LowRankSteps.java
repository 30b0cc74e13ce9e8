package org.cria.model.lora;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * The steps of adapters beside those of a model: for each product that is tweaked a product with A, the factor and the strength, a product
 * with B, and the sum. Products of one input stay together before their tweaks, since backends compute neighbours in one go.
 */
final class LowRankSteps {
    private static final String HEAD = "output.weight";
    /** Rows of a matrix that the model's family has cut into several. */
    private static final Pattern PART = Pattern.compile("(.+)\\[(\\d+):(\\d+)]");

    private final List<Adapter> adapters;
    private final List<Float> scales;
    private final Set<LowRank> used = new HashSet<>();
    private final List<Step> made = new ArrayList<>();
    /** Products of one input, the latest. */
    private final List<Step.MatMul> group = new ArrayList<>();

    private Buffer logits = Buffer.ofTokens("logits", 1);

    /** @param scales of each adapter, its strength where a pass tells none */
    LowRankSteps(List<Adapter> adapters, List<Float> scales) {
        this.adapters = adapters;
        this.scales = scales;
    }

    /**
     * A program with the tweaks.
     *
     * @param model its file's name, for messages
     * @throws CriaException if a tweak has no matrix there, or one of another shape
     */
    Program beside(Program program, String model) {
        logits = program.logits();
        Program tweaked = new Program(
                beside(program.input()),
                program.layers().stream().map(this::beside).toList(),
                beside(program.output()),
                program.logits(),
                program.kv());
        for (Adapter adapter : adapters) {
            for (LowRank part : adapter.parts()) {
                if (!used.contains(part)) {
                    throw adapter.homeless(part, model);
                }
            }
        }
        return tweaked;
    }

    private List<Step> beside(List<Step> steps) {
        made.clear();
        for (Step step : steps) {
            if (!joins(step)) {
                finishGroup();
            }
            made.add(step);
            if (step instanceof Step.MatMul product) {
                group.add(product);
            } else if (step instanceof Step.Embed embed) {
                tweak(embed);
            } else if (step instanceof Experts.Product product) {
                tweak(product);
            }
        }
        finishGroup();
        return List.copyOf(made);
    }

    /** Whether a step leaves what the group reads and makes as it is. */
    private boolean joins(Step step) {
        if (step instanceof Step.MatMul product) {
            return !group.isEmpty() && group.getFirst().x().equals(product.x());
        }
        return step instanceof Step.AddBias bias
                && group.stream().anyMatch(product -> product.out().equals(bias.x()));
    }

    private void finishGroup() {
        for (Step.MatMul product : group) {
            String name = product.out().equals(logits) ? HEAD : product.w().name();
            Matcher cut = PART.matcher(name);
            int from = cut.matches() ? Integer.parseInt(cut.group(2)) : 0;
            forEach(cut.matches() ? cut.group(1) : name, (index, part) -> {
                expect(index, part, 1, part.a().columns() == product.w().columns(), product.w());
                Buffer low = low(product.x(), part.rank());
                made.add(new Step.MatMul(part.a(), product.x(), low));
                made.add(strengthen(low, index, part));
                add(new Step.MatMul(rows(index, part, from, product.w()), low, delta(product.out())), product.out());
            });
        }
        group.clear();
    }

    private void forEach(String tensor, BiConsumer<Integer, LowRank> tweak) {
        for (int i = 0; i < adapters.size(); i++) {
            for (LowRank part : adapters.get(i).parts()) {
                if (part.tensor().equals(tensor)) {
                    used.add(part);
                    tweak.accept(i, part);
                }
            }
        }
    }

    private void tweak(Step.Embed embed) {
        Weight table = embed.table();
        forEach(table.name(), (index, part) -> {
            boolean fits = part.a().rows() == table.rows() && part.b().rows() == table.columns();
            expect(index, part, 1, fits, table);
            Buffer low = low(embed.out(), part.rank());
            made.add(new Step.Embed(part.a(), low));
            made.add(strengthen(low, index, part));
            add(new Step.MatMul(part.b(), low, delta(embed.out())), embed.out());
        });
    }

    private void tweak(Experts.Product product) {
        Weight w = product.w();
        forEach(w.name(), (index, part) -> {
            boolean fits = part.a().columns() == w.columns() && part.b().rows() == w.rows();
            expect(index, part, product.experts(), fits, w);
            Buffer low = low(product.out(), product.used() * part.rank());
            made.add(new Experts.Product(part.a(), part.count(), product.x(), product.chosen(), low));
            made.add(strengthen(low, index, part));
            Buffer delta = delta(product.out());
            made.add(new Experts.Product(part.b(), part.count(), low, product.chosen(), delta));
            made.add(new Step.Add(delta, product.out()));
        });
    }

    private void add(Step product, Buffer out) {
        made.add(product);
        made.add(new Step.Add(delta(out), out));
    }

    private Step strengthen(Buffer low, int index, LowRank part) {
        return new Pointwise.Strengthen(low, index, part.factor(), scales.get(index));
    }

    private static Buffer low(Buffer other, int columns) {
        return like(other, "low_" + columns, columns);
    }

    private static Buffer delta(Buffer out) {
        return like(out, "tweak_" + out.columns(), out.columns());
    }

    private static Buffer like(Buffer other, String name, int columns) {
        return new Buffer(other.rows() == Buffer.Rows.TOKENS ? name : name + "_out", other.rows(), columns);
    }

    private void expect(int index, LowRank part, int count, boolean fits, Weight w) {
        if (part.count() != count || !fits) {
            throw adapters.get(index).misfit(part, w.shape());
        }
    }

    /** Some rows, for a part of a matrix. */
    private Weight rows(int index, LowRank part, int from, Weight w) {
        boolean whole = from == 0 && part.b().rows() == w.rows();
        if (!whole && (!w.name().endsWith("]") || from + w.rows() > part.b().rows())) {
            expect(index, part, 1, false, w);
        }
        Weight all = part.b();
        return whole
                ? all
                : new Weight(
                        all.name() + "[" + from + ":" + (from + w.rows()) + "]",
                        all.format(),
                        w.rows(),
                        all.columns(),
                        all.data().asSlice(from * all.rowBytes(), w.rows() * all.rowBytes()));
    }
}
