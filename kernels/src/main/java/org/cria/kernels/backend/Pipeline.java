package org.cria.kernels.backend;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/** Parts of a program on several backends, run one after the other. */
final class Pipeline implements Executable {
    /**
     * One part.
     *
     * @param name which units, for people
     * @param executable of the part
     * @param layers of the cache that the part keeps
     */
    record Section(String name, Executable executable, int layers) {}

    private final List<Section> sections;
    private final KvStore kv;

    /** @param sections at least two */
    Pipeline(List<Section> sections) {
        this.sections = List.copyOf(sections);
        this.kv = new PipelineKv(sections.stream()
                .filter(section -> section.layers() > 0)
                .map(section -> section.executable().kv())
                .toList());
    }

    @Override
    public Output forward(Batch batch, BooleanSupplier stop) {
        return sections.getLast().executable().forward(passed(batch, stop), stop);
    }

    @Override
    public Scores best(Batch batch, int count, BooleanSupplier stop) {
        return sections.getLast().executable().best(passed(batch, stop), count, stop);
    }

    /** The batch as it comes to the last part. */
    private Batch passed(Batch batch, BooleanSupplier stop) {
        boolean[] all = new boolean[batch.rows()];
        Arrays.fill(all, true);
        float[] given = batch.given();
        for (Section section : sections.subList(0, sections.size() - 1)) {
            given = section.executable().forward(with(batch, all, given), stop).values();
        }
        return with(batch, batch.outputs(), given);
    }

    private static Batch with(Batch batch, boolean[] outputs, float[] given) {
        return new Batch(
                batch.phase(),
                batch.tokens(),
                batch.positions(),
                batch.sequences(),
                outputs,
                batch.cells(),
                given,
                batch.strengths());
    }

    @Override
    public void warmUp() {
        sections.forEach(section -> section.executable().warmUp());
    }

    @Override
    public KvStore kv() {
        return kv;
    }

    @Override
    public Receipt receipt() {
        return new Receipt(sections.stream()
                .flatMap(section -> section.executable().receipt().parts().stream())
                .toList());
    }

    @Override
    public String description() {
        return sections.stream()
                .map(section -> section.name() + " on " + section.executable().description())
                .collect(Collectors.joining("; "));
    }

    @Override
    public List<Explanation> notes() {
        return sections.stream()
                .flatMap(section -> section.executable().notes().stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        sections.forEach(section -> section.executable().close());
    }
}
