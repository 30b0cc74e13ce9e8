package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import org.cria.kernels.backend.cpu.bytes.WeightGroup.Minima;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** The formats whose weights are multiplied as integers, a line each. */
public final class WeightReaders {
    private static final Map<Format, WeightReader> ALL = Map.ofEntries(
            Map.entry(Formats.Q8_0, reader(32, Minima.NONE, SmallBlocks::q8_0)),
            Map.entry(Formats.Q4_0, reader(32, Minima.NONE, SmallBlocks::q4_0)),
            Map.entry(Formats.Q4_1, reader(32, Minima.OF_BLOCKS, SmallBlocks::q4_1)),
            Map.entry(Formats.Q5_0, reader(32, Minima.NONE, SmallBlocks::q5_0)),
            Map.entry(Formats.Q5_1, reader(32, Minima.OF_BLOCKS, SmallBlocks::q5_1)),
            Map.entry(Formats.IQ4_NL, reader(32, Minima.NONE, SmallBlocks::iq4_nl)),
            Map.entry(Formats.Q2_K, reader(256, Minima.OF_HALVES, LargeBlocks::q2_k)),
            Map.entry(Formats.Q3_K, reader(256, Minima.NONE, LargeBlocks::q3_k)),
            Map.entry(Formats.Q4_K, reader(256, Minima.OF_BLOCKS, LargeBlocks::q4_k)),
            Map.entry(Formats.Q5_K, reader(256, Minima.OF_BLOCKS, LargeBlocks::q5_k)),
            Map.entry(Formats.Q6_K, reader(256, Minima.NONE, LargeBlocks::q6_k)),
            Map.entry(Formats.IQ4_XS, reader(256, Minima.NONE, LargeBlocks::iq4_xs)));

    private WeightReaders() {}

    /** All of them. */
    public static Set<Format> formats() {
        return ALL.keySet();
    }

    static WeightReader of(Format format) {
        WeightReader reader = ALL.get(format);
        if (reader == null) {
            throw new IllegalArgumentException(format.name() + " is not multiplied as integers, only " + ALL.keySet());
        }
        return reader;
    }

    private interface Read {
        void read(MemorySegment weights, long offset, WeightGroup group, int first);
    }

    private static WeightReader reader(int values, Minima minima, Read read) {
        return new WeightReader() {
            @Override
            public int blockValues() {
                return values;
            }

            @Override
            public Minima minima() {
                return minima;
            }

            @Override
            public void read(MemorySegment weights, long offset, WeightGroup group, int first) {
                read.read(weights, offset, group, first);
            }
        };
    }
}
