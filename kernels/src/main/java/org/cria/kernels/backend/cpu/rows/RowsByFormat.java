package org.cria.kernels.backend.cpu.rows;

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

    /** The fastest kernel for a format: its own, or one that decodes and then multiplies. */
    public Rows vector(Format format) {
        Rows own = replaced.get(format);
        return own != null ? own : VectorKernels.of(format);
    }

    /** The kernel for a format where the Vector API is not there. */
    public Rows plain(Format format) {
        Rows own = replaced.get(format);
        return own != null ? own : new PlainRows(format);
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
