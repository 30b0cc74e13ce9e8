package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Products of one kind that multiply the same activations, so that threads wait for each other once: some weight rows of one per task. */
final class MatMulsOp implements Op {
    /**
     * Decode reads its rows once, so long runs of them suit the prefetcher: 256 instead of 16 gained 30 % in Q8_0 and 45 % in
     * Q4_K_M (TinyLlama's shape, two threads).
     */
    private static final int MOST_ROWS_OF_RUN = 256;

    /** The fewest: what one thread waits for another at the end. */
    private static final int FEWEST_ROWS_OF_RUN = 16;

    private final List<MatMul> products;
    private final List<Part> runs;
    private final List<Part> blocks;

    /** Rows {@code from ≤ row < to} of a product. */
    record Part(int product, int from, int to) {}

    /** @param products one or more of which all take the same activations */
    MatMulsOp(List<MatMul> products, int threads) {
        this.products = products;
        List<Integer> rows = products.stream().map(MatMul::rows).toList();
        int multiple = products.stream().mapToInt(MatMul::rowsOfRun).max().orElseThrow();
        this.runs = runs(rows, threads, Math.max(multiple, FEWEST_ROWS_OF_RUN));
        this.blocks = blocks();
    }

    List<MatMul> products() {
        return products;
    }

    Activation x() {
        return products.getFirst().x();
    }

    /** Whether both are of one kind and of the same activations. */
    boolean joins(MatMulsOp other) {
        return x() == other.x()
                && products.getFirst().getClass() == other.products.getFirst().getClass();
    }

    MatMulsOp with(MatMulsOp other, int threads) {
        return new MatMulsOp(
                Stream.concat(products.stream(), other.products.stream()).toList(), threads);
    }

    /**
     * Half of what is left, shared among all threads, but neither too few rows nor too many: long runs first, and towards the end ever
     * shorter ones, so that all threads end at about the same time.
     *
     * @param rows of each product
     * @param last the fewest, of which all runs of a product are a multiple but its last
     */
    static List<Part> runs(List<Integer> rows, int threads, int last) {
        List<Part> runs = new ArrayList<>();
        int left = rows.stream().mapToInt(Integer::intValue).sum();
        for (int product = 0; product < rows.size(); product++) {
            for (int from = 0, to; from < rows.get(product); from = to) {
                int share = left / (2 * threads);
                int run = Math.clamp(share - share % last, last, MOST_ROWS_OF_RUN);
                to = Math.min(rows.get(product), from + run);
                runs.add(new Part(product, from, to));
                left -= to - from;
            }
        }
        return List.copyOf(runs);
    }

    private List<Part> blocks() {
        List<Part> all = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            MatMul product = products.get(i);
            for (int from = 0; from < product.rows(); from += product.rowsPerTask()) {
                all.add(new Part(i, from, Math.min(product.rows(), from + product.rowsPerTask())));
            }
        }
        return List.copyOf(all);
    }

    private List<Part> parts(ForwardPass pass) {
        return products.getFirst().few(pass) ? runs : blocks;
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x()) == 0 ? 0 : parts(pass).size();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        Part part = parts(pass).get(task);
        products.get(part.product).multiply(pass, part.from, part.to, scratch);
    }
}
