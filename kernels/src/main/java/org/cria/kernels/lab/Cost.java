package org.cria.kernels.lab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * What an operator has to do at least, whatever kernel does it.
 *
 * @param bytes that it reads and writes, each once: weights, activations, cache
 * @param operations multiplications and additions of numbers
 */
public record Cost(long bytes, long operations) {
    /** Of a softmax, for each score: an exponential counts as so many. */
    private static final int OF_EXPONENTIAL = 8;

    /**
     * Of steps that run in one go.
     *
     * @param rows of the batch
     * @param past positions before the first
     */
    static Cost of(List<Step> steps, int rows, int past, KvShape kv, Settings settings) {
        Set<Buffer> outside = new LinkedHashSet<>(Dataflow.needed(steps));
        outside.addAll(steps.getLast().writes());
        long bytes = outside.stream()
                .mapToLong(buffer -> (long) rows * buffer.columns() * Float.BYTES)
                .sum();
        long operations = 0;
        for (Step step : steps) {
            bytes += weightBytes(step, rows);
            operations += operations(step, rows, past);
            if (step.cacheLayer().isPresent()) {
                long cell = settings.keys().bytes(kv.of(steps).columns(0))
                        + settings.values().bytes(kv.of(steps).columns(0));
                bytes += cell * (step instanceof Step.Attend ? past + rows : rows);
            }
        }
        return new Cost(bytes, operations);
    }

    private static long weightBytes(Step step, int rows) {
        long bytes = 0;
        for (Weight weight : step.weights(Weight.Role.TABLE)) {
            bytes += rows * weight.rowBytes();
        }
        for (Weight weight : step.weights(Weight.Role.EXPERTS)) {
            Experts.Product product = (Experts.Product) step;
            bytes += weight.bytes() * Math.min(product.experts(), rows * product.used()) / product.experts();
        }
        for (Weight.Role role : List.of(Weight.Role.MATRIX, Weight.Role.VECTOR)) {
            bytes += step.weights(role).stream().mapToLong(Weight::bytes).sum();
        }
        return bytes;
    }

    private static long operations(Step step, int rows, int past) {
        if (step instanceof Step.MatMul product) {
            return 2L * rows * product.w().rows() * product.w().columns();
        }
        if (step instanceof Experts.Product product) {
            return 2L * rows * product.used() * product.rows() * product.w().columns();
        }
        if (step instanceof Step.Attend attend) {
            long scores = (long) rows * attend.heads() * (past + (rows + 1) / 2);
            return scores * (4L * attend.headDims() + OF_EXPONENTIAL);
        }
        return step.writes().stream()
                .mapToLong(buffer -> 4L * rows * buffer.columns())
                .sum();
    }

    /** Operations for each byte. */
    public double intensity() {
        return bytes == 0 ? 0 : (double) operations / bytes;
    }
}
