package org.cria.model.huggingface;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.cria.kernels.encode.RowEncoder;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.safetensors.Safetensors;

/**
 * The values of a composition, encoded part by part: whatever the size of a tensor, a few megabytes are in memory.
 *
 * @param weights that the composition is made of
 * @param format of the values in the file
 */
record ComposedValues(Safetensors weights, Composition composition, Format format) {
    private static final long PART_VALUES = 1 << 20;

    private static final float LARGEST_HALF = 65504;

    /** What is rounded to infinity: halfway between the largest F16 and the number after it. */
    private static final float F16_OVERFLOW = 65520;

    /** Takes parts of a tensor's data. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes the next part.
         *
         * @param offset of the part in the tensor's data, in bytes
         */
        void take(MemorySegment part, long offset) throws IOException;
    }

    /** Gives all parts, in order. */
    void give(Taker taker) throws IOException {
        long at = 0;
        for (StoredRows piece : composition.pieces()) {
            at = give(piece, taker, at);
        }
    }

    private long give(StoredRows piece, Taker taker, long start) throws IOException {
        MemorySegment data = weights.data(piece.tensor());
        long rowBytes = piece.rowBytes();
        boolean direct = format.equals(composition.stored()) && composition.shift() == 0;
        if (direct && piece.headRows() == 0) {
            taker.take(data.asSlice(piece.offset(0), piece.rows() * rowBytes), start);
            return start + piece.rows() * rowBytes;
        }
        int rowValues = Math.toIntExact(rowBytes / composition.stored().blockBytes());
        long rows = Math.clamp(PART_VALUES / rowValues, 1, piece.rows());
        MemorySegment gathered = MemorySegment.ofArray(new byte[Math.toIntExact(rows * rowBytes)]);
        Encoder encoder = new Encoder(Math.toIntExact(rows), rowValues);
        long at = start;
        for (long row = 0; row < piece.rows(); row += rows) {
            long count = Math.min(rows, piece.rows() - row);
            for (long i = 0; i < count; i++) {
                MemorySegment.copy(data, piece.offset(row + i), gathered, i * rowBytes, rowBytes);
            }
            MemorySegment part =
                    direct ? gathered.asSlice(0, count * rowBytes) : encoder.encoded(gathered, Math.toIntExact(count));
            taker.take(part, at);
            at += part.byteSize();
        }
        return at;
    }

    /** Turns stored values into those of the file. */
    private final class Encoder {
        private final RowEncoder rows = RowEncoder.of(format)
                .orElseThrow(() -> new IllegalStateException("nothing writes " + format.name()))
                .get();
        private final int columns;
        private final float[] values;
        private final byte[] target;

        Encoder(int most, int columns) {
            this.columns = columns;
            this.values = new float[most * columns];
            this.target = new byte[Math.toIntExact(format.bytes(values.length))];
        }

        MemorySegment encoded(MemorySegment source, int count) {
            composition.stored().decode(source, 0, values, 0, count * columns);
            for (int i = 0; i < count * columns; i++) {
                values[i] += composition.shift();
                check(values[i]);
            }
            rows.encode(values, count, columns, null, target);
            return MemorySegment.ofArray(target).asSlice(0, format.bytes((long) count * columns));
        }

        private void check(float value) {
            if (format.blockValues() > 1 && !(Math.abs(value) <= LARGEST_HALF)) {
                throw unfit(value, "numbers up to 65504 in " + format.name());
            }
            if (format.equals(Formats.F16) && Math.abs(value) >= F16_OVERFLOW && !Float.isInfinite(value)) {
                throw unfit(value, "at most 65504, the largest of F16");
            }
        }
    }

    private CheckpointException unfit(float value, String expected) {
        return new CheckpointException(
                weights.place(composition.pieces().getFirst().tensor()),
                "tensor '" + composition.pieces().getFirst().tensor().name() + "' has the value " + value,
                expected,
                "Write it as bf16 or f32.");
    }
}
