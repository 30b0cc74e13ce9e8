package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings ops together that need not wait for each other. Threads wait after every op, 20 times in a Llama's layer and 11 times when its ops are
 * together: see docs/performance.md, Fewer waits.
 */
final class Stages {
    private final int threads;
    private final List<Op> stages = new ArrayList<>();
    /** Row ops that are not in a stage yet. */
    private final List<RowOp> rows = new ArrayList<>();

    private Stages(int threads) {
        this.threads = threads;
    }

    /** Does what the ops do, in their order wherever one needs another. */
    static List<Op> of(List<Op> ops, int threads) {
        Stages all = new Stages(threads);
        ops.forEach(all::add);
        all.endRows();
        return List.copyOf(all.stages);
    }

    private void add(Op op) {
        switch (op) {
            case RowOp row -> add(row);
            case ProductInputOp input
            when input.tweaks().isEmpty() -> input.rounds().forEach(this::add);
            case MatMulsOp products -> add(products);
            default -> {
                endRows();
                stages.add(op);
            }
        }
    }

    private void add(RowOp op) {
        if (!rows.isEmpty() && rows.getFirst().ofRows() != op.ofRows()) {
            endRows();
        }
        rows.add(op);
    }

    private void endRows() {
        if (!rows.isEmpty()) {
            stages.add(rows.size() == 1 ? rows.getFirst() : new RowOps(List.copyOf(rows)));
            rows.clear();
        }
    }

    /** Joins products with those of the same activations before them. What is between changes only what the earlier ones made. */
    private void add(MatMulsOp op) {
        int before = stages.size() - 1;
        while (before >= 0 && stages.get(before) instanceof LowRankOp tweak && tweak.x() == op.x()) {
            before--;
        }
        if (before >= 0 && stages.get(before) instanceof MatMulsOp earlier && earlier.joins(op) && onlyBiases(op.x())) {
            stages.set(before, earlier.with(op, threads));
        } else {
            endRows();
            stages.add(op);
        }
    }

    /** Whether of the rows that are in no stage yet all that is done is to add to others than x. */
    private boolean onlyBiases(Activation x) {
        return rows.stream().allMatch(op -> op instanceof AddBiasOp bias && bias.x() != x);
    }
}
