package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Loops over numbers that know nothing of each other in machine code, with the bits of all other loops. Each treats as many numbers as fill
 * vectors, and says how many. Thread-safe; arguments are checked here.
 */
public final class ElementKernels {
    private final Map<ElementKernel, NativeCode> kernels = new EnumMap<>(ElementKernel.class);

    /** For a machine that has AVX2. */
    public ElementKernels() {
        if (!Machine.here().sets().contains(InstructionSet.AVX2)) {
            throw new IllegalArgumentException("this machine does not run AVX2");
        }
        List<ElementKernel> all = List.of(ElementKernel.values());
        List<NativeCode> mapped =
                NativeCode.map(all.stream().map(ElementKernel::assemble).toList());
        for (ElementKernel kernel : all) {
            kernels.put(kernel, mapped.get(all.indexOf(kernel)));
        }
    }

    /** {@code out[i] = in[i] / (1 + e^(−in[i]))}; {@code out} may be {@code in}. */
    public int gate(float[] in, float[] out, int start, int length) {
        return call(ElementKernel.GATE, in, start, out, start, length, 0);
    }

    /** {@code out[outStart + i] *= in[start + i]}. */
    public int multiply(float[] in, int start, float[] out, int outStart, int length) {
        return call(ElementKernel.MULTIPLY, in, start, out, outStart, length, 0);
    }

    /** {@code out[i] += in[i]}. */
    public int add(float[] in, float[] out, int start, int length) {
        return call(ElementKernel.ADD, in, start, out, start, length, 0);
    }

    /** {@code out[outStart + i] = in[start + i] · factor}; {@code out} may be {@code in}. */
    public int scale(float[] in, int start, float factor, float[] out, int outStart, int length) {
        return call(ElementKernel.SCALE, in, start, out, outStart, length, factor);
    }

    /**
     * The sums of squares of every fourth number.
     *
     * @param sums [4 or more] receives them
     */
    public int squares(float[] in, int start, int length, double[] sums) {
        Objects.checkFromIndexSize(start, length, in.length);
        Objects.checkFromIndexSize(0, 4, sums.length);
        int vectors = length / ElementKernel.LANES;
        if (vectors == 0) {
            Arrays.fill(sums, 0, 4, 0);
            return 0;
        }
        kernel(ElementKernel.SQUARES)
                .call(
                        0,
                        MemorySegment.ofArray(in).asSlice((long) start * Float.BYTES),
                        MemorySegment.ofArray(sums),
                        vectors,
                        0,
                        0);
        return vectors * ElementKernel.LANES;
    }

    private int call(ElementKernel kernel, float[] in, int start, float[] out, int outStart, int length, float factor) {
        Objects.checkFromIndexSize(start, length, in.length);
        Objects.checkFromIndexSize(outStart, length, out.length);
        int vectors = length / ElementKernel.LANES;
        if (vectors > 0) {
            kernel(kernel)
                    .call(
                            0,
                            MemorySegment.ofArray(in).asSlice((long) start * Float.BYTES),
                            MemorySegment.ofArray(out).asSlice((long) outStart * Float.BYTES),
                            vectors,
                            Float.floatToRawIntBits(factor) & 0xFFFFFFFFL,
                            0);
        }
        return vectors * ElementKernel.LANES;
    }

    private NativeCode kernel(ElementKernel kernel) {
        return Objects.requireNonNull(kernels.get(kernel));
    }
}
