package org.cria.model.lora;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.quantise.PlannedTensor;
import org.cria.model.quantise.QuantisePlan;
import org.cria.model.quantise.ValueChange;
import org.jspecify.annotations.Nullable;

/** An adapter that becomes part of a model's matrices: {@code W + factor · scale · B·A}. */
public final class LoraMerge implements ValueChange {
    private static final String HEAD = "output.weight";

    private final Map<String, Product> products = new HashMap<>();
    private final boolean unties;

    /**
     * What is added to a tensor.
     *
     * @param a [count · rank, columns]
     * @param b [count · rows, rank]
     */
    @SuppressWarnings("ArrayRecordComponent") // used where it is made
    private record Product(float[] a, float[] b, int rank, int rows, int columns, float factor) {}

    private LoraMerge(Gguf base, Adapter adapter, float scale) {
        boolean tied = !base.tensors().containsKey(HEAD);
        boolean ofEither = false;
        for (LowRank part : adapter.parts()) {
            boolean head = tied && part.tensor().equals(HEAD);
            ofEither |= head || part.isOfEmbeddings();
            TensorInfo tensor = base.tensors().get(head ? LowRank.EMBEDDINGS : part.tensor());
            products.put(part.tensor(), product(base, adapter, part, tensor, scale));
        }
        this.unties = tied && ofEither;
    }

    /**
     * Reads an adapter.
     *
     * @throws CriaException if it is damaged, for another architecture, or does not fit
     */
    public static LoraMerge of(Gguf base, LoraFile file) {
        return new LoraMerge(base, Adapter.read(file.file(), base), file.scale());
    }

    private static Product product(Gguf base, Adapter adapter, LowRank part, @Nullable TensorInfo tensor, float scale) {
        if (tensor == null || tensor.dimensions().size() < 2) {
            throw adapter.homeless(part, base.place());
        }
        List<Long> dimensions = tensor.dimensions();
        int columns = Math.toIntExact(dimensions.get(0));
        int rows = Math.toIntExact(dimensions.get(1));
        long count = dimensions.size() > 2 ? dimensions.get(2) : 1;
        Weight first = part.isOfEmbeddings() ? Adapter.turned(part.b()) : part.a();
        Weight second = part.isOfEmbeddings() ? part.a() : part.b();
        if (part.count() != count || first.columns() != columns || second.rows() != count * rows) {
            throw adapter.misfit(part, tensor.format().name() + " " + tensor.shapeText());
        }
        return new Product(
                Adapter.values(first), Adapter.values(second), part.rank(), rows, columns, part.factor() * scale);
    }

    /**
     * The plan of the new file. Where one matrix serves as embeddings and output, and only one of them is tweaked, or each by itself, the
     * new file has two.
     */
    public QuantisePlan plan(QuantisePlan plan) {
        if (!unties) {
            return plan;
        }
        PlannedTensor embeddings = plan.tensors().stream()
                .filter(planned -> planned.tensor().name().equals(LowRank.EMBEDDINGS))
                .findFirst()
                .orElseThrow();
        return plan.with(new PlannedTensor(embeddings.tensor(), HEAD, embeddings.format(), Optional.empty()));
    }

    /** How many tensors it tweaks. */
    public int tensors() {
        return products.size();
    }

    @Override
    public boolean changes(String tensor) {
        return products.containsKey(tensor);
    }

    @Override
    public void apply(String tensor, long matrix, long row, int count, float[] values) {
        Product product = Objects.requireNonNull(products.get(tensor));
        int rank = product.rank;
        int columns = product.columns;
        int firstA = Math.toIntExact(matrix * rank * columns);
        for (int r = 0; r < count; r++) {
            int factors = Math.toIntExact((matrix * product.rows + row + r) * rank);
            for (int k = 0; k < rank; k++) {
                float factor = product.factor * product.b[factors + k];
                for (int c = 0; c < columns; c++) {
                    values[r * columns + c] += factor * product.a[firstA + k * columns + c];
                }
            }
        }
    }
}
