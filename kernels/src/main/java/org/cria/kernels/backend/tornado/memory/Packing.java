package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.program.Weight;

/**
 * Lays rows of weights out as {@link Encoded} reads them: the same bits in another order, but for the scales of Q4_K and Q5_K, which
 * take a byte each instead of six bits.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">GGML's blocks</a>
 */
public final class Packing {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final int format;
    private final int units;
    private final MemorySegment source;
    private final long rowBytes;
    private final int rowWords;
    private final MemorySegment target;
    /** Where the row begins that is being packed. */
    private long from;

    private long to;

    private Packing(Weight weight, MemorySegment target) {
        this.format = weight.format().ggmlType();
        this.units = weight.columns() / Encoded.UNIT;
        this.source = weight.data();
        this.rowBytes = weight.format().bytes(weight.columns());
        this.rowWords = rowWords(weight);
        this.target = target;
    }

    /** Words of a packed row. */
    public static int rowWords(Weight weight) {
        return Encoded.words(weight.columns(), weight.format().ggmlType());
    }

    /** Bytes of a packed weight. */
    public static long bytes(Weight weight) {
        return (long) weight.rows() * rowWords(weight) * Integer.BYTES;
    }

    /**
     * Packs some rows.
     *
     * @param first of the weight's rows
     * @param target where they go, from byte {@code at} on
     */
    public static void pack(Weight weight, int first, int count, MemorySegment target, long at) {
        Packing packing = new Packing(weight, target);
        for (int row = 0; row < count; row++) {
            packing.from = (first + row) * packing.rowBytes;
            packing.to = at + (long) row * packing.rowWords * Integer.BYTES;
            packing.row();
        }
    }

    private void row() {
        switch (format) {
            case Encoded.Q4_0 -> blocks(18);
            case Encoded.Q8_0 -> blocks(34);
            case Encoded.Q4_K -> fourBits();
            case Encoded.Q5_K -> fiveBits();
            case Encoded.Q6_K -> sixBits();
            default -> loose();
        }
    }

    private void put(long word, int value) {
        target.set(INT, to + word * Integer.BYTES, value);
    }

    /** Number {@code index} of 16 bits behind a word. */
    private void put(long word, int index, short value) {
        target.set(SHORT, to + word * Integer.BYTES + (long) index * Short.BYTES, value);
    }

    /** A block is a unit: its scale, then its values. */
    private void blocks(int bytes) {
        int words = Encoded.valueWords(format);
        for (int unit = 0; unit < units; unit++) {
            long block = from + (long) unit * bytes;
            put((long) words * units, unit, source.get(SHORT, block));
            for (int i = 0; i < words; i++) {
                put((long) i * units + unit, source.get(INT, block + Short.BYTES + (long) i * Integer.BYTES));
            }
        }
    }

    /** Values by themselves: whole units word by word, the rest as it is. */
    private void loose() {
        int words = Encoded.valueWords(format);
        for (int unit = 0; unit < units; unit++) {
            for (int i = 0; i < words; i++) {
                put((long) i * units + unit, source.get(INT, from + ((long) unit * words + i) * Integer.BYTES));
            }
        }
        long done = (long) units * words * Integer.BYTES;
        MemorySegment.copy(source, from + done, target, to + done, rowBytes - done);
    }

    /**
     * The four bits of a unit's 32 values, which another unit has the other halves of.
     *
     * @param at where its 32 bytes begin
     * @param shift 0 for the lower halves of bytes, 4 for the upper ones
     */
    private void nibbles(int unit, long at, int shift) {
        for (int i = 0; i < 4; i++) {
            int first = (source.get(INT, at + (long) i * Integer.BYTES) >>> shift) & 0x0F0F0F0F;
            int second = (source.get(INT, at + 16 + (long) i * Integer.BYTES) >>> shift) & 0x0F0F0F0F;
            put((long) i * units + unit, first | (second << 4));
        }
    }

    /** Scales and minima of eight units, a byte each, and what they are multiplied with. */
    private void scales(int unit, long block, long word) {
        int part = unit & 7;
        int scale = source.get(BYTE, block + 4 + (part < 4 ? part : part + 4)) & 0xFF;
        int minimum = source.get(BYTE, block + 8 + part) & 0xFF;
        if (part < 4) {
            put(word, unit, (short) ((scale & 63) | ((minimum & 63) << 8)));
        } else {
            int top = source.get(BYTE, block + part) & 0xC0;
            int topOfMinimum = source.get(BYTE, block + 4 + part) & 0xC0;
            put(word, unit, (short) ((scale & 15) | (top >> 2) | (((minimum >> 4) | (topOfMinimum >> 2)) << 8)));
        }
        if (part == 0) {
            put(word + (units >> 1) + (unit >> 3), source.get(INT, block));
        }
    }

    private void fourBits() {
        for (int unit = 0; unit < units; unit++) {
            long block = from + (unit >> 3) * 144L;
            nibbles(unit, block + 16 + 32L * ((unit & 7) >> 1), 4 * (unit & 1));
            scales(unit, block, 4L * units);
        }
    }

    private void fiveBits() {
        for (int unit = 0; unit < units; unit++) {
            long block = from + (unit >> 3) * 176L;
            nibbles(unit, block + 48 + 32L * ((unit & 7) >> 1), 4 * (unit & 1));
            int top = 0;
            for (int c = 0; c < Encoded.UNIT; c++) {
                top |= ((source.get(BYTE, block + 16 + c) >> (unit & 7)) & 1) << c;
            }
            put(4L * units + unit, top);
            scales(unit, block, 5L * units);
        }
    }

    private void sixBits() {
        for (int unit = 0; unit < units; unit++) {
            long block = from + (unit >> 3) * 210L;
            int half = (unit & 7) >> 2;
            int quarter = unit & 3;
            nibbles(unit, block + 64L * half + 32L * (quarter & 1), 4 * (quarter >> 1));
            for (int k = 0; k < 2; k++) {
                int top = 0;
                for (int m = 0; m < 4; m++) {
                    long at = block + 128 + 32L * half + (4L * k + m) * Integer.BYTES;
                    top |= ((source.get(INT, at) >>> (2 * quarter)) & 0x03030303) << (2 * m);
                }
                put((4L + k) * units + unit, top);
            }
            put(6L * units, unit, source.get(SHORT, block + 192 + 2L * (unit & 7)));
            if ((unit & 7) == 0) {
                put(6L * units + (units >> 1), unit >> 3, source.get(SHORT, block + 208));
            }
        }
    }
}
