package org.cria.kernels.backend.cpu.rows;

import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** The Vector API kernels of the CPU, one line per format that has a kernel of its own. */
public final class RowsByFormat {
    private static final Map<Format, Rows> VECTOR = Map.ofEntries(
            Map.entry(Formats.F32, new F32Rows()),
            Map.entry(Formats.F16, new F16Rows()),
            Map.entry(Formats.BF16, new BF16Rows()),
            Map.entry(Formats.Q8_0, new Q8_0Rows()),
            Map.entry(Formats.Q4_0, new Q4_0Rows()),
            Map.entry(Formats.Q4_K, new Q4_KRows()),
            Map.entry(Formats.Q5_K, new Q5_KRows()),
            Map.entry(Formats.Q6_K, new Q6_KRows()));

    private RowsByFormat() {}

    /** The fastest kernel for a format: its own, or one that decodes and then multiplies. */
    public static Rows vector(Format format) {
        Rows own = VECTOR.get(format);
        return own != null ? own : new DecodedRows(format);
    }
}
