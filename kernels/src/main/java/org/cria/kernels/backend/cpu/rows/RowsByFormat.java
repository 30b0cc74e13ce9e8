package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * The CPU's table of row kernels: for each format, how rows of weights are read. A run may replace entries, for an experiment or a
 * test, and touches no file of this package:
 *
 * <pre>{@code
 * Backend cpu = new CpuBackend().with(RowsByFormat.STANDARD.replacing(Formats.Q8_0, new OwnRows()));
 * }</pre>
 */
public final class RowsByFormat {
    /** This backend's own kernels. */
    public static final RowsByFormat STANDARD = new RowsByFormat(Map.of());

    private final Map<Format, Rows> replaced;

    private RowsByFormat(Map<Format, Rows> replaced) {
        this.replaced = replaced;
    }

    /** This table with another kernel for a format, also for caches that are kept in it. */
    public RowsByFormat replacing(Format format, Rows rows) {
        Map<Format, Rows> all = new LinkedHashMap<>(replaced);
        all.put(format, rows);
        return new RowsByFormat(all);
    }

    /** Whether a run's own kernel reads this format. */
    public boolean isReplaced(Format format) {
        return replaced.containsKey(format);
    }

    /** The fastest kernel for a format: its own, or one that decodes and then multiplies. */
    public Rows vector(Format format) {
        Rows own = replaced.get(format);
        return own != null ? own : VectorKernels.of(format);
    }

    /** Whether {@link #scalar} multiplies without the Vector API. */
    public boolean hasScalar(Format format) {
        return replaced.containsKey(format) || ScalarKernels.KERNELS.containsKey(format);
    }

    /** The same bits as {@link #vector}; decodes without the Vector API, and multiplies without it where {@link #hasScalar}. */
    public Rows scalar(Format format) {
        Rows own = replaced.get(format);
        if (own != null) {
            return own;
        }
        Rows scalar = ScalarKernels.KERNELS.get(format);
        return scalar != null ? scalar : new DecodingRows(format, this);
    }

    /** The kernel for a format where the Vector API is not there. */
    public Rows plain(Format format) {
        Rows own = replaced.get(format);
        return own != null ? own : new PlainRows(format);
    }

    private static final class ScalarKernels {
        private static final Map<Format, Rows> KERNELS =
                Map.of(Formats.F32, new ScalarF32Rows(), Formats.Q8_0, new ScalarQ8_0Rows());

        private ScalarKernels() {}
    }

    /** Decodes in plain Java, and multiplies with vectors. */
    private record DecodingRows(Format format, RowsByFormat table) implements Rows {
        @Override
        public int arrangedLength(int cols) {
            return table.vector(format).arrangedLength(cols);
        }

        @Override
        public void arrange(float[] x, int start, int cols, float[] arranged) {
            table.vector(format).arrange(x, start, cols, arranged);
        }

        @Override
        public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
            return table.vector(format).dot(weights, offset, arranged, cols);
        }

        @Override
        public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
            format.decode(weights, offset, target, start, cols / format.blockValues());
        }
    }

    /** One line per format that has a kernel of its own; a class of its own, since they need the Vector API. */
    private static final class VectorKernels {
        private static final Map<Format, Rows> KERNELS = Map.ofEntries(
                Map.entry(Formats.F32, new F32Rows()),
                Map.entry(Formats.F16, new F16Rows()),
                Map.entry(Formats.BF16, new BF16Rows()),
                Map.entry(Formats.Q8_0, new Q8_0Rows()),
                Map.entry(Formats.Q4_0, new Q4_0Rows()),
                Map.entry(Formats.Q4_K, new Q4_KRows()),
                Map.entry(Formats.Q5_K, new Q5_KRows()),
                Map.entry(Formats.Q6_K, new Q6_KRows()));

        private VectorKernels() {}

        static Rows of(Format format) {
            Rows own = KERNELS.get(format);
            return own != null ? own : new DecodedRows(format);
        }
    }
}
