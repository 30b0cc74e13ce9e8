package org.cria.model.huggingface;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
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
        Encoder encoder = new Encoder(Math.toIntExact(rows * rowValues));
        long at = start;
        for (long row = 0; row < piece.rows(); row += rows) {
            long count = Math.min(rows, piece.rows() - row);
            for (long i = 0; i < count; i++) {
                MemorySegment.copy(data, piece.offset(row + i), gathered, i * rowBytes, rowBytes);
            }
            MemorySegment part = direct
                    ? gathered.asSlice(0, count * rowBytes)
                    : encoder.encoded(gathered, Math.toIntExact(count * rowValues));
            taker.take(part, at);
            at += part.byteSize();
        }
        return at;
    }

    /** Turns stored values into those of the file. */
    private final class Encoder {
        private final float[] values;
        private final MemorySegment target;

        Encoder(int most) {
            values = new float[most];
            target = MemorySegment.ofArray(new byte[Math.toIntExact(format.bytes(most))]);
        }

        MemorySegment encoded(MemorySegment source, int count) {
            composition.stored().decode(source, 0, values, 0, count);
            for (int i = 0; i < count; i++) {
                put(i, values[i] + composition.shift());
            }
            return target.asSlice(0, format.bytes(count));
        }

        private void put(int i, float value) {
            if (format.equals(Formats.F32)) {
                target.set(Little.FLOAT, 4L * i, value);
            } else if (format.equals(Formats.BF16)) {
                target.set(Little.SHORT, 2L * i, bf16(value));
            } else {
                short half = Float.floatToFloat16(value);
                if (Float.isInfinite(Float.float16ToFloat(half)) && !Float.isInfinite(value)) {
                    throw tooLarge(value);
                }
                target.set(Little.SHORT, 2L * i, half);
            }
        }

        /** The nearest, of two the even one. */
        private static short bf16(float value) {
            int bits = Float.floatToRawIntBits(value);
            if (Float.isNaN(value)) {
                return (short) ((bits >>> 16) | 0x40);
            }
            return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
        }
    }

    private CheckpointException tooLarge(float value) {
        return new CheckpointException(
                weights.place(composition.pieces().getFirst().tensor()),
                "tensor '" + composition.pieces().getFirst().tensor().name() + "' has the value " + value,
                "at most 65504, the largest of F16",
                "Write it as bf16 or f32.");
    }
}
