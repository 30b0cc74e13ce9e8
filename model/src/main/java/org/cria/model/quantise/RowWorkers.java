package org.cria.model.quantise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.cria.kernels.encode.RowEncoder;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.gguf.TensorOutput;
import org.jspecify.annotations.Nullable;

/** Threads that encode the rows of one tensor after the other, some rows at a time. */
final class RowWorkers implements AutoCloseable {
    /** Values that a thread has in hand, unless a row has more: large enough to be worth a task, small enough for a cache. */
    private static final int PART_VALUES = 1 << 17;

    private static final float LARGEST_HALF = 65_504;

    private final Gguf source;
    private final QuantiseOptions options;
    private final ValueChange change;
    private final ExecutorService threads;

    RowWorkers(Gguf source, QuantiseOptions options, ValueChange change) {
        this.change = change;
        this.source = source;
        this.options = options;
        this.threads = Executors.newFixedThreadPool(
                options.threads(),
                Thread.ofPlatform().daemon().name("cria-quantise-", 1).factory());
    }

    /** Encodes a tensor, or copies it if it stays as it is. */
    void write(PlannedTensor planned, TensorOutput output) throws IOException {
        if (!planned.changes() && !change.changes(planned.name())) {
            output.write(source.data(planned.tensor()), 0);
            return;
        }
        Job job = new Job(planned, output);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            running.add(threads.submit(job::run));
        }
        try {
            for (Future<?> thread : running) {
                thread.get();
            }
        } catch (ExecutionException e) {
            job.stop();
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            job.stop();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + planned.tensor().name() + " was encoded", e);
        } finally {
            job.stop();
            running.forEach(RowWorkers::await);
        }
    }

    /** Memory that is read and written must outlive those who do it. */
    private static void await(Future<?> thread) {
        try {
            thread.get();
        } catch (ExecutionException e) {
            // the first failure was thrown already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case UncheckedIOException io -> Objects.requireNonNull(io.getCause());
            case RuntimeException known -> throw known;
            case Error error -> throw error;
            case null, default -> new IOException(cause);
        };
    }

    @Override
    public void close() {
        threads.close();
    }

    /** One tensor. */
    private final class Job {
        private final TensorInfo tensor;
        private final String name;
        private final Format format;
        private final TensorOutput output;
        private final Supplier<RowEncoder> encoders;
        private final MemorySegment data;
        private final float @Nullable [] importance;
        private final int columns;
        private final long matrixRows;
        private final long rows;
        private final int partRows;
        private final AtomicLong next = new AtomicLong();

        Job(PlannedTensor planned, TensorOutput output) {
            this.tensor = planned.tensor();
            this.name = planned.name();
            this.format = planned.format();
            this.output = output;
            this.encoders = RowEncoder.of(format)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no encoder of " + planned.format().name()));
            this.data = source.data(tensor);
            this.columns = Math.toIntExact(tensor.dimensions().getFirst());
            this.rows = tensor.values() / columns;
            this.matrixRows = tensor.dimensions().get(1);
            this.importance = importance();
            this.partRows = (int) Math.clamp(PART_VALUES / columns, 1, matrixRows);
        }

        private float @Nullable [] importance() {
            float[] known =
                    options.importance().flatMap(all -> all.of(tensor.name())).orElse(null);
            long expected = columns * (rows / matrixRows);
            if (known == null || known.length == expected) {
                return known;
            }
            if (TensorRole.of(tensor.name()) == TensorRole.TOKEN_EMBEDDING) {
                return null; // rows are looked up, not multiplied: what is known is of another use
            }
            throw new GgufException(
                    source.place(),
                    "the importance of " + known.length + " columns is known of tensor '" + tensor.name() + "'",
                    expected + ", as many as it has",
                    "Gather the importance with this model.");
        }

        void stop() {
            next.set(rows);
        }

        void run() {
            RowEncoder encoder = encoders.get();
            float[] values = new float[partRows * columns];
            byte[] encoded = new byte[Math.toIntExact(format.bytes((long) partRows * columns))];
            long partsOfMatrix = (matrixRows + partRows - 1) / partRows;
            long parts = partsOfMatrix * (rows / matrixRows);
            for (long part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                long matrix = part / partsOfMatrix;
                long row = part % partsOfMatrix * partRows;
                int count = (int) Math.min(partRows, matrixRows - row);
                encode(matrix, row, count, encoder, values, encoded);
            }
        }

        private void encode(long matrix, long row, int count, RowEncoder encoder, float[] values, byte[] encoded) {
            long first = (matrix * matrixRows + row) * columns;
            Format from = tensor.format();
            from.decode(data, from.bytes(first), values, 0, count * columns / from.blockValues());
            if (change.changes(name)) {
                change.apply(name, matrix, row, count, values);
            }
            checkNumbers(values, count * columns);
            float[] weights = importance;
            if (weights != null) {
                int start = Math.toIntExact(matrix * columns);
                weights = start == 0 && weights.length == columns
                        ? weights
                        : Arrays.copyOfRange(weights, start, start + columns);
            }
            encoder.encode(values, count, columns, weights, encoded);
            try {
                output.write(
                        MemorySegment.ofArray(encoded).asSlice(0, format.bytes((long) count * columns)),
                        format.bytes(first));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void checkNumbers(float[] values, int count) {
            int largest = 0;
            for (int i = 0; i < count; i++) {
                largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
            }
            float magnitude = Float.intBitsToFloat(largest);
            boolean wide = format.equals(Formats.F32) || format.equals(Formats.BF16);
            if (magnitude <= (wide ? Float.MAX_VALUE : LARGEST_HALF)) {
                return;
            }
            throw new GgufException(
                    source.place(),
                    "tensor '" + tensor.name() + "' holds "
                            + (Float.isNaN(magnitude) ? "a NaN" : "the magnitude " + magnitude),
                    "numbers up to " + (wide ? Float.MAX_VALUE : LARGEST_HALF) + " for " + format.name(),
                    "The file is damaged, or its numbers are too large for this format.");
        }
    }
}
