package org.cria.kernels.backend.cpu.x86;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** The kernels of one instruction set, each assembled when it is first asked for. Thread-safe. */
final class RowKernels {
    /** How formats come to registers, a line each. */
    private static final Map<Format, Function<Lanes, Unpacking>> WEIGHTS = Map.ofEntries(
            Map.entry(Formats.Q4_0, Q4_0Weights::new),
            Map.entry(Formats.Q4_1, Q4_1Weights::new),
            Map.entry(Formats.Q5_0, Q5_0Weights::new),
            Map.entry(Formats.Q5_1, Q5_1Weights::new),
            Map.entry(Formats.Q8_0, Q8_0Weights::new),
            Map.entry(Formats.Q2_K, Q2_KWeights::new),
            Map.entry(Formats.Q3_K, Q3_KWeights::new),
            Map.entry(Formats.Q4_K, Q4_KWeights::new),
            Map.entry(Formats.Q5_K, Q5_KWeights::new),
            Map.entry(Formats.Q6_K, Q6_KWeights::new),
            Map.entry(Formats.IQ4_NL, IQ4_NLWeights::new),
            Map.entry(Formats.IQ4_XS, IQ4_XSWeights::new));

    private record Shape(Format format, int tokens) {}

    private final InstructionSet set;
    private final Map<Shape, NativeCode> kernels = new ConcurrentHashMap<>();

    RowKernels(InstructionSet set) {
        this.set = set;
    }

    /** The formats that have kernels. */
    static Set<Format> formats() {
        return WEIGHTS.keySet();
    }

    /** How weights in a format come to registers. */
    static Function<Lanes, Unpacking> weights(Format format) {
        Function<Lanes, Unpacking> weights = WEIGHTS.get(format);
        if (weights == null) {
            throw new IllegalArgumentException("no kernel for " + format.name());
        }
        return weights;
    }

    /** How many rows of activations a kernel takes at most: as many as leave registers for the rest. */
    static int mostTokens(InstructionSet set) {
        return set == InstructionSet.AVX512 ? 8 : 4;
    }

    /** The kernel for this many rows of activations at once; see {@link RowKernel} for its arguments. */
    NativeCode kernel(Format format, int tokens) {
        return kernels.computeIfAbsent(new Shape(format, tokens), this::map);
    }

    private NativeCode map(Shape shape) {
        return NativeCode.map(assemble(set, shape.format, shape.tokens));
    }

    /** The code of a kernel, which can lie anywhere. */
    static byte[] assemble(InstructionSet set, Format format, int tokens) {
        if (tokens < 1 || tokens > mostTokens(set)) {
            throw new IllegalArgumentException("no kernel for " + tokens + " tokens");
        }
        Assembler a = new Assembler();
        RowKernel.assemble(a, set, weights(format), tokens);
        return a.bytes();
    }
}
