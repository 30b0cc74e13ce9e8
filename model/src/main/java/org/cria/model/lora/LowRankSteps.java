package org.cria.model.lora;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * The steps of an adapter beside those of a model. Products of one input stay together, and so do the first products of their tweaks, since
 * backends compute neighbours in one go. The factor and the scale are part of {@code B}.
 */
final class LowRankSteps {
    private static final String HEAD = "output.weight";
    /** Rows of a matrix that the model's family has cut into several. */
    private static final Pattern PART = Pattern.compile("(.+)\\[(\\d+):(\\d+)]");

    private final Adapter adapter;
    private final float scale;
    private final Map<String, LowRank> parts = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final List<Step> made = new ArrayList<>();
    /** Products of one input, the latest. */
    private final List<Step.MatMul> group = new ArrayList<>();

    private Buffer logits = Buffer.ofTokens("logits", 1);

    LowRankSteps(Adapter adapter, float scale) {
        this.adapter = adapter;
        this.scale = scale;
        adapter.parts().forEach(part -> parts.put(part.tensor(), part));
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
        for (LowRank part : adapter.parts()) {
            if (!used.contains(part.tensor())) {
                throw new CriaException(adapter.place() + ": " + model + " has no matrix '" + part.tensor()
                        + "' to tweak, expected one for each pair. Choose the model that the adapter was trained on.");
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
        List<Step> second = new ArrayList<>();
        for (Step.MatMul product : group) {
            String name = product.out().equals(logits) ? HEAD : product.w().name();
            Matcher cut = PART.matcher(name);
            int from = cut.matches() ? Integer.parseInt(cut.group(2)) : 0;
            LowRank part = parts.get(cut.matches() ? cut.group(1) : name);
            if (part == null) {
                continue;
            }
            used.add(part.tensor());
            expect(part, 1, part.a().columns() == product.w().columns(), product.w());
            Buffer low = like(product.x(), "low" + second.size() / 2 + "_" + part.rank(), part.rank());
            made.add(new Step.MatMul(part.a(), product.x(), low));
            add(new Step.MatMul(scaled(part, from, product.w()), low, delta(product.out())), product.out(), second);
        }
        made.addAll(second);
        group.clear();
    }

    private void tweak(Step.Embed embed) {
        LowRank part = parts.get(embed.table().name());
        if (part == null) {
            return;
        }
        used.add(part.tensor());
        Weight table = embed.table();
        boolean fits = part.a().rows() == table.rows() && part.b().rows() == table.columns();
        expect(part, 1, fits, table);
        Buffer low = like(embed.out(), "low0_" + part.rank(), part.rank());
        made.add(new Step.Embed(part.a(), low));
        add(new Step.MatMul(scaled(part), low, delta(embed.out())), embed.out(), made);
    }

    private void tweak(Experts.Product product) {
        LowRank part = parts.get(product.w().name());
        if (part == null) {
            return;
        }
        used.add(part.tensor());
        Weight w = product.w();
        boolean fits = part.a().columns() == w.columns() && part.b().rows() == w.rows();
        expect(part, product.experts(), fits, w);
        int columns = product.used() * part.rank();
        Buffer low = like(product.out(), "low0_" + columns, columns);
        made.add(new Experts.Product(part.a(), part.count(), product.x(), product.chosen(), low));
        Buffer delta = delta(product.out());
        made.add(new Experts.Product(scaled(part), part.count(), low, product.chosen(), delta));
        made.add(new Step.Add(delta, product.out()));
    }

    private static void add(Step product, Buffer out, List<Step> to) {
        to.add(product);
        to.add(new Step.Add(delta(out), out));
    }

    private static Buffer delta(Buffer out) {
        return like(out, "tweak_" + out.columns(), out.columns());
    }

    private static Buffer like(Buffer other, String name, int columns) {
        return new Buffer(other.rows() == Buffer.Rows.TOKENS ? name : name + "_out", other.rows(), columns);
    }

    private void expect(LowRank part, int count, boolean fits, Weight w) {
        if (part.count() != count || !fits) {
            throw new CriaException(adapter.place() + ": the tweak of '" + part.tensor() + "' is "
                    + part.b().rows() + " × " + part.rank() + " × "
                    + (part.isOfEmbeddings() ? part.a().rows() : part.a().columns())
                    + ", expected one for " + w.shape() + ". Choose the model that the adapter was trained on.");
        }
    }

    private Weight scaled(LowRank part) {
        if (part.factor() * scale == 1) {
            return part.b();
        }
        float[] values = Adapter.values(part.b());
        for (int i = 0; i < values.length; i++) {
            values[i] *= part.factor() * scale;
        }
        return Adapter.of(part.b().name(), part.b().rows(), part.rank(), values);
    }

    /** Some rows, for a part of a matrix. */
    private Weight scaled(LowRank part, int from, Weight w) {
        boolean whole = from == 0 && part.b().rows() == w.rows();
        if (!whole && (!w.name().endsWith("]") || from + w.rows() > part.b().rows())) {
            expect(part, 1, false, w);
        }
        Weight all = scaled(part);
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
