package org.cria.kernels.backend.tornado.memory;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/**
 * The keys, or the values, of one layer's cells as the host has them: the same bits as rows in the cache's format, in another order.
 *
 * @param format of the cache
 * @param columns of a row
 * @param floats [cells, floats of a row] numbers, or scales of blocks; empty where the format has none
 * @param words [cells, words of a row] likewise
 */
public record CachedLayer(Format format, int columns, MemorySegment floats, MemorySegment words) {
    /** Copies a cell's row out. */
    public void read(int cell, MemorySegment target, long at) {
        if (floats.byteSize() == 0 || words.byteSize() == 0) {
            long bytes = rowBytes();
            MemorySegment.copy(plain(), cell * bytes, target, at, bytes);
            return;
        }
        int blocks = columns / format.blockValues();
        for (int block = 0; block < blocks; block++) {
            long to = at + (long) block * format.blockBytes();
            long from = (long) cell * blocks + block;
            float scale = floats.get(JAVA_FLOAT_UNALIGNED, from * Float.BYTES);
            target.set(Little.SHORT, to, Float.floatToFloat16(scale));
            long bytes = format.blockBytes() - Short.BYTES;
            MemorySegment.copy(words, from * bytes, target, to + Short.BYTES, bytes);
        }
    }

    /** Overwrites a cell's row. */
    public void write(int cell, MemorySegment source, long at) {
        if (floats.byteSize() == 0 || words.byteSize() == 0) {
            long bytes = rowBytes();
            MemorySegment.copy(source, at, plain(), cell * bytes, bytes);
            return;
        }
        int blocks = columns / format.blockValues();
        for (int block = 0; block < blocks; block++) {
            long from = at + (long) block * format.blockBytes();
            long to = (long) cell * blocks + block;
            float scale = Float.float16ToFloat(source.get(Little.SHORT, from));
            floats.set(JAVA_FLOAT_UNALIGNED, to * Float.BYTES, scale);
            long bytes = format.blockBytes() - Short.BYTES;
            MemorySegment.copy(source, from + Short.BYTES, words, to * bytes, bytes);
        }
    }

    /** Overwrites the first cells with all of another one's. */
    void copyFrom(CachedLayer other) {
        floats.asSlice(0, other.floats.byteSize()).copyFrom(other.floats);
        words.asSlice(0, other.words.byteSize()).copyFrom(other.words);
    }

    /** Bytes of a row in the cache's format. */
    public long rowBytes() {
        return format.bytes(columns);
    }

    /** Where values stand alone, as they are. */
    private MemorySegment plain() {
        return floats.byteSize() == 0 ? words : floats;
    }
}
