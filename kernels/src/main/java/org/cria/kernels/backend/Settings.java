package org.cria.kernels.backend;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * How to compile a program.
 *
 * @param threads that compute, at least 1
 * @param batchRows the most rows of one batch, at least 1
 * @param keys format of cached keys, one of {@link #kvFormats}
 * @param values format of cached values, one of {@link #kvFormats}
 * @param cells how many cells the cache will need at most, for backends that cannot let it grow cheaply; 0 where nobody knows
 * @param cpu how the CPU computes
 * @param decodedRows the most rows of a batch to decode, as far as anyone knows: backends may have kernels for several that others need
 *     not wait for; larger batches run all the same
 */
public record Settings(
        int threads, int batchRows, Format keys, Format values, int cells, CpuArithmetic cpu, int decodedRows) {
    /** Exact activations, and a cache of unknown size. */
    public Settings(int threads, int batchRows, Format keys, Format values) {
        this(threads, batchRows, keys, values, 0);
    }

    /** Exact activations. */
    public Settings(int threads, int batchRows, Format keys, Format values, int cells) {
        this(threads, batchRows, keys, values, cells, CpuArithmetic.EXACT);
    }

    /** One row to decode at a time. */
    public Settings(int threads, int batchRows, Format keys, Format values, int cells, CpuArithmetic cpu) {
        this(threads, batchRows, keys, values, cells, cpu, 1);
    }

    public Settings {
        if (threads < 1 || batchRows < 1 || decodedRows < 1) {
            throw new IllegalArgumentException("threads " + threads + ", batch rows " + batchRows + ", decoded rows "
                    + decodedRows + ": all are at least 1");
        }
        if (!kvFormats().contains(keys) || !kvFormats().contains(values)) {
            throw new IllegalArgumentException("a cache is kept in " + kvFormats());
        }
    }

    /** The same for a cache of another size. */
    public Settings withCells(int count) {
        return new Settings(threads, batchRows, keys, values, count, cpu, decodedRows);
    }

    /** The same with other arithmetic on the CPU. */
    public Settings withCpu(CpuArithmetic other) {
        return new Settings(threads, batchRows, keys, values, cells, other, decodedRows);
    }

    /** The same for so many rows to decode at a time. */
    public Settings withDecodedRows(int rows) {
        return new Settings(threads, batchRows, keys, values, cells, cpu, rows);
    }

    /** The formats in which a cache can be kept. */
    public static List<Format> kvFormats() {
        return List.of(Formats.F32, Formats.F16, Formats.Q8_0);
    }

    /** The cache format of this name, in any case. */
    public static Format kvFormat(String name) {
        return kvFormats().stream()
                .filter(f -> f.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new CriaException("KV cache type '" + name + "' is unknown; choose one of "
                        + kvFormats().stream()
                                .map(f -> f.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
