package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.kernels.format.Format;

/** Plain Java, for machines that have nothing better and for tests: slow. */
public final class PlainByteKernels implements ByteKernels {
    private static final int TOKENS = 8;

    private final Map<Format, ReferenceProduct> products =
            WeightReaders.formats().stream().collect(Collectors.toMap(format -> format, ReferenceProduct::of));

    @Override
    public boolean has(Format format) {
        return products.containsKey(format);
    }

    @Override
    public int mostTokens() {
        return TOKENS;
    }

    @Override
    public void round(float[] x, int start, int columns, MemorySegment to, long at, int stride) {
        ByteActivations.round(x, start, columns, to, at, stride);
    }

    @Override
    public void multiply(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment x,
            long xAt,
            int stride,
            int tokens,
            float[] out,
            int at) {
        ReferenceProduct product = products.get(format);
        if (product == null) {
            throw new IllegalArgumentException("no product in bytes for " + format.name());
        }
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < tokens; t++) {
                long first = xAt + (long) t * ByteActivations.GROUP_BYTES;
                out[at + r * tokens + t] =
                        product.dot(weights, offset + r * format.bytes(columns), x, first, stride, columns);
            }
        }
    }

    @Override
    public String description() {
        return "plain Java";
    }
}
