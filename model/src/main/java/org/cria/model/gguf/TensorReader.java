package org.cria.model.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cria.kernels.Count;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** Reads the tensor table of one file and checks each entry against the data that follows. */
final class TensorReader {
    /** Length, one byte of name, number of dimensions, one dimension, format, offset. */
    private static final int SMALLEST_ENTRY_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

    private static final int MOST_TENSORS = 1 << 20;
    private static final int MOST_DIMENSIONS = 4;

    private final Cursor cursor;
    private final int shard;

    TensorReader(Cursor cursor, int shard) {
        this.cursor = cursor;
        this.shard = shard;
    }

    /** Reads the number of tensors. */
    int count() {
        return cursor.count("tensors", SMALLEST_ENTRY_BYTES, MOST_TENSORS);
    }

    /**
     * Reads {@code count} entries; the data begins behind them, aligned.
     *
     * @param alignment of every tensor's data, in bytes: a power of two
     */
    List<TensorInfo> read(int count, int alignment) {
        List<TensorInfo> relative = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            cursor.item("entry " + (i + 1) + " of " + count + " in the tensor table");
            TensorInfo tensor = entry();
            if (!names.add(tensor.name())) {
                throw cursor.damaged("is there twice", "each tensor once");
            }
            relative.add(tensor);
        }
        long end = cursor.position() + cursor.remaining();
        long start = (cursor.position() + alignment - 1) & -(long) alignment;
        List<TensorInfo> tensors = new ArrayList<>();
        for (TensorInfo tensor : relative) {
            tensors.add(placed(tensor, start, end, alignment));
        }
        checkApart(tensors);
        return tensors;
    }

    /** An entry with its offset as stored: from the beginning of the data. */
    private TensorInfo entry() {
        String name = cursor.name();
        cursor.item("tensor " + Printable.name(name));
        int rank = cursor.int32("the number of dimensions");
        if (rank < 1 || rank > MOST_DIMENSIONS) {
            throw cursor.damaged("has " + Integer.toUnsignedString(rank) + " dimensions", "1 to " + MOST_DIMENSIONS);
        }
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dimensions.add(cursor.int64("a dimension"));
        }
        Format format = format(cursor.int32("the format"), name);
        long bytes = bytes(dimensions, format);
        return new TensorInfo(name, format, dimensions, shard, cursor.int64("the offset"), bytes);
    }

    private Format format(int id, String name) {
        return Formats.byGgmlType(id)
                .or(() -> LackingFormat.of(id))
                .orElseThrow(() -> new GgufException(
                        cursor.place(),
                        "tensor " + Printable.name(name) + " has the format " + GgmlTypes.name(id),
                        "one of " + Formats.names(),
                        GgmlTypes.isKnown(id)
                                ? "Get the model in one of these formats."
                                : "Either the file is damaged, then download it again, or the format is newer than"
                                        + " this version of Cria."));
    }

    private long bytes(List<Long> dimensions, Format format) {
        long values = 1;
        for (long dimension : dimensions) {
            if (dimension < 1) {
                throw cursor.damaged("has a dimension of " + Long.toUnsignedString(dimension), "1 or more");
            }
            long high = Math.multiplyHigh(values, dimension);
            values *= dimension;
            if (high != 0 || values < 0) {
                throw cursor.damaged("has the dimensions " + dimensions, "less than 2^63 values");
            }
        }
        if (dimensions.getFirst() % format.blockValues() != 0) {
            throw cursor.damaged(
                    "has rows of " + dimensions.getFirst() + " values",
                    "a multiple of " + format.blockValues() + ", the block of " + format.name());
        }
        long blocks = values / format.blockValues();
        if (blocks > Long.MAX_VALUE / format.blockBytes()) {
            throw cursor.damaged("has the dimensions " + dimensions, "less than 2^63 bytes");
        }
        return blocks * format.blockBytes();
    }

    /** {@code tensor} with its offset counted from the beginning of the file. */
    private TensorInfo placed(TensorInfo tensor, long start, long end, int alignment) {
        cursor.item("tensor " + Printable.name(tensor.name()));
        long offset = tensor.offset();
        if (offset < 0 || offset % alignment != 0) {
            throw cursor.damaged(
                    "begins at byte " + Long.toUnsignedString(offset) + " of the data",
                    "a multiple of the alignment, " + alignment);
        }
        long space = Math.max(0, end - start);
        if (offset > space || tensor.bytes() > space - offset) {
            throw new GgufException(
                    cursor.place(),
                    "tensor " + Printable.name(tensor.name()) + " of " + Count.of(tensor.bytes(), "byte")
                            + " begins at byte " + offset + " of the data",
                    "it to end by byte " + space + ", where the file ends",
                    GgufException.TRUNCATED);
        }
        return new TensorInfo(
                tensor.name(), tensor.format(), tensor.dimensions(), shard, start + offset, tensor.bytes());
    }

    private void checkApart(List<TensorInfo> tensors) {
        List<TensorInfo> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(TensorInfo::offset));
        for (int i = 1; i < ordered.size(); i++) {
            TensorInfo before = ordered.get(i - 1);
            TensorInfo tensor = ordered.get(i);
            if (before.offset() + before.bytes() > tensor.offset()) {
                cursor.item("tensor " + Printable.name(tensor.name()));
                throw cursor.damaged(
                        "overlaps tensor " + Printable.name(before.name()), "each tensor to have bytes of its own");
            }
        }
    }
}
