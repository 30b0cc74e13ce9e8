package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** The gate of a feed-forward layer in machine code, with the bits of all other loops. Thread-safe; arguments are checked here. */
public final class GateKernels {
    private final NativeCode kernel = NativeCode.map(GateKernel.assemble());

    /** For a machine that has AVX2. */
    public GateKernels() {
        if (!Machine.here().sets().contains(InstructionSet.AVX2)) {
            throw new IllegalArgumentException("this machine does not run AVX2");
        }
    }

    /**
     * {@code out[i] = in[i] / (1 + e^(−in[i]))} for as many of {@code length} numbers as fill vectors.
     *
     * @param out may be {@code in}
     * @return how many
     */
    public int gate(float[] in, float[] out, int start, int length) {
        Objects.checkFromIndexSize(start, length, in.length);
        Objects.checkFromIndexSize(start, length, out.length);
        int vectors = length / GateKernel.LANES;
        if (vectors > 0) {
            long at = (long) start * Float.BYTES;
            kernel.call(
                    0,
                    MemorySegment.ofArray(in).asSlice(at),
                    MemorySegment.ofArray(out).asSlice(at),
                    vectors,
                    0,
                    0);
        }
        return vectors * GateKernel.LANES;
    }
}
