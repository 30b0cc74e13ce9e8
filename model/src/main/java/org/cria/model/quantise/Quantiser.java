package org.cria.model.quantise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cria.kernels.Progress;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;
import org.cria.model.gguf.Shards;

/**
 * Writes a file as it was planned. Rows are read, encoded and written a part at a time: the memory taken is a few MB per thread, and
 * what the system keeps of the tensor that is read.
 */
public final class Quantiser {
    private static final int QUANTISATION_VERSION = 2;
    private static final List<String> SPLIT_KEYS = List.of("split.no", "split.count", "split.tensors.count");

    private final QuantisePlan plan;
    private final ValueChange change;

    public Quantiser(QuantisePlan plan) {
        this(plan, ValueChange.NONE);
    }

    /** @param change of values before they are encoded */
    public Quantiser(QuantisePlan plan, ValueChange change) {
        this.plan = plan;
        this.change = change;
    }

    /**
     * Writes the new file; it appears under its name when it is whole.
     *
     * @param file not one of those that are read
     * @param progress hears of each tensor
     * @throws GgufException if {@code file} is read from, or a tensor holds what is no number
     */
    public void write(Path file, Progress progress) throws IOException {
        Gguf source = plan.source();
        Shards.checkApart(source, List.of(file));
        int total = plan.tensors().size();
        AtomicInteger done = new AtomicInteger();
        try (RowWorkers workers = new RowWorkers(source, plan.options(), change)) {
            List<NewTensor> tensors = plan.tensors().stream()
                    .map(planned -> new NewTensor(
                            planned.name(), planned.format(), planned.tensor().dimensions(), output -> {
                                progress.require(done.getAndIncrement(), total);
                                workers.write(planned, output);
                                source.release(planned.tensor());
                            }))
                    .toList();
            new NewGguf(metadata(), tensors).write(file);
        }
        source.checkUnchanged();
        progress.goOn(total, total);
    }

    private MetadataDraft metadata() {
        MetadataDraft draft = MetadataDraft.copyOf(plan.source().metadata());
        if (!plan.isSame()) {
            draft.u32("general.quantization_version", QUANTISATION_VERSION)
                    .u32("general.file_type", plan.options().mixture().fileType());
        }
        SPLIT_KEYS.forEach(draft::without);
        plan.options().importance().ifPresent(importance -> {
            draft.string("quantize.imatrix.file", importance.source());
            if (!importance.dataset().isEmpty()) {
                draft.string("quantize.imatrix.dataset", importance.dataset());
            }
            draft.u32("quantize.imatrix.entries_count", importance.tensors().size());
            if (importance.chunks() > 0) {
                draft.u32("quantize.imatrix.chunks_count", importance.chunks());
            }
        });
        return draft;
    }
}
