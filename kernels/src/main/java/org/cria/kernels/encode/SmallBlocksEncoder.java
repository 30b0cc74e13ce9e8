package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Blocks of 32 values with their numbers before codes of 4 or 5 bits. */
abstract class SmallBlocksEncoder implements RowEncoder {
    static final int VALUES = 32;

    final Groups groups = new Groups(VALUES);
    /** [32] of the block that is encoded */
    final int[] codes = new int[VALUES];

    private final int numberBytes;
    private final boolean fiveBits;
    private final int blockBytes;
    private final float[] variances = new float[Groups.COUNT];

    /** @param numberBytes of what is before the codes */
    SmallBlocksEncoder(int numberBytes, boolean fiveBits) {
        this.numberBytes = numberBytes;
        this.fiveBits = fiveBits;
        this.blockBytes = numberBytes + VALUES / 2 + (fiveBits ? VALUES / 8 : 0);
    }

    @Override
    public final void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        if (importance == null) {
            for (int block = 0; block < rows * columns / VALUES; block++) {
                encodeAlone(values, block * VALUES, target, block * blockBytes);
                Nibbles.pack(codes, 0, 1, fiveBits, target, block * blockBytes + numberBytes);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            encodeFitted(values, row * columns, columns, importance, target, row * columns / VALUES * blockBytes);
        }
    }

    /** Fills {@link #codes} from a block's own values, and writes its numbers. */
    abstract void encodeAlone(float[] values, int from, byte[] target, int to);

    private void encodeFitted(float[] values, int from, int columns, float[] importance, byte[] target, int to) {
        Arrays.fill(variances, Groups.energy(values, from, columns) / columns);
        int blocks = columns / VALUES;
        for (int first = 0; first < blocks; first += Groups.COUNT) {
            int count = Math.min(Groups.COUNT, blocks - first);
            groups.load(values, from + first * VALUES, count);
            groups.loadWeights(importance, first * VALUES, 0, count);
            groups.weighByImportance(variances);
            fit();
            for (int g = 0; g < count; g++) {
                int at = to + (first + g) * blockBytes;
                writeNumbers(g, target, at);
                Nibbles.pack(groups.codes, g, Groups.COUNT, fiveBits, target, at + numberBytes);
            }
        }
    }

    /** Finds codes and numbers of {@link #groups} by their weights. */
    abstract void fit();

    /** Writes the numbers of a group. */
    abstract void writeNumbers(int group, byte[] target, int to);
}
