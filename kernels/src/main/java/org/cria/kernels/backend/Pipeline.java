package org.cria.kernels.backend;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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
    record Stage(String name, Executable executable, int layers) {}

    private final List<Stage> stages;
    private final KvStore kv;

    /** @param stages at least two */
    Pipeline(List<Stage> stages) {
        this.stages = List.copyOf(stages);
        this.kv = new PipelineKv(stages.stream()
                .filter(stage -> stage.layers() > 0)
                .map(stage -> stage.executable().kv())
                .toList());
    }

    @Override
    public Output forward(Batch batch) {
        return stages.getLast().executable().forward(passed(batch));
    }

    @Override
    public Scores best(Batch batch, int count) {
        return stages.getLast().executable().best(passed(batch), count);
    }

    /** The batch as it comes to the last part. */
    private Batch passed(Batch batch) {
        boolean[] all = new boolean[batch.rows()];
        Arrays.fill(all, true);
        float[] given = batch.given();
        for (Stage stage : stages.subList(0, stages.size() - 1)) {
            given = stage.executable().forward(with(batch, all, given)).values();
        }
        return with(batch, batch.outputs(), given);
    }

    private static Batch with(Batch batch, boolean[] outputs, float[] given) {
        return new Batch(
                batch.phase(), batch.tokens(), batch.positions(), batch.sequences(), outputs, batch.cells(), given);
    }

    @Override
    public void warmUp() {
        stages.forEach(stage -> stage.executable().warmUp());
    }

    @Override
    public KvStore kv() {
        return kv;
    }

    @Override
    public Receipt receipt() {
        return new Receipt(stages.stream()
                .flatMap(stage -> stage.executable().receipt().parts().stream())
                .toList());
    }

    @Override
    public String description() {
        return stages.stream()
                .map(stage -> stage.name() + " on " + stage.executable().description())
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        stages.forEach(stage -> stage.executable().close());
    }
}
