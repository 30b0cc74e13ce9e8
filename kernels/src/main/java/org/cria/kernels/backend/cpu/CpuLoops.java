package org.cria.kernels.backend.cpu;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.backend.cpu.x86.CellKernels;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.backend.cpu.x86.InstructionSet;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * All loops of a program.
 *
 * @param products what multiplies quantised weights with activations in 8 bits
 * @param cells machine code for attention
 * @param halves machine code for weights in 16 bits
 */
record CpuLoops(Arithmetic arithmetic, Products products, Optional<CellKernels> cells, Optional<HalfKernels> halves) {
    /** Without machine code. */
    static CpuLoops of(Arithmetic arithmetic, Products products) {
        return new CpuLoops(arithmetic, products, Optional.empty(), Optional.empty());
    }

    /**
     * Nothing but machine code for what takes time, if it has all that the program needs.
     *
     * @param lanes of other loops' vectors, whose bits these have; 0 if there are no others
     */
    static Optional<CpuLoops> assembled(
            Program program, Settings settings, RowsByFormat rows, MachineCode code, Products products, int lanes) {
        if (code.set().isEmpty()) {
            return Optional.empty();
        }
        InstructionSet set = code.set().get();
        int own = CellKernels.lanes(set);
        CpuLoops loops = new CpuLoops(
                new AssembledArithmetic(new ScalarArithmetic(rows), code.elements(), own, name(set)),
                products,
                code.cells(lanes == 0 ? own : lanes),
                code.halves());
        return Optional.of(loops).filter(l -> l.suffice(program, settings));
    }

    private static String name(InstructionSet set) {
        return set == InstructionSet.AVX512 ? "AVX-512" : "AVX2";
    }

    private boolean suffice(Program program, Settings settings) {
        List<Step> steps = program.steps();
        Set<Integer> tweaks = new HashSet<>();
        for (int i = 0; i < steps.size(); ) {
            if (tweaks.contains(i)) {
                i += LowRankFour.COUNT;
                continue;
            }
            if (!suffices(steps.get(i), settings)) {
                return false;
            }
            if (steps.get(i) instanceof Step.MatMul product) {
                tweaks.addAll(assembledTweaks(product, i, program));
            }
            i++;
        }
        return true;
    }

    private boolean suffices(Step step, Settings settings) {
        return step.weights(Weight.Role.MATRIX).stream().allMatch(this::multiplies)
                && !needsOtherLoops(step)
                && (!(step instanceof Step.Attend attend)
                        || attention(settings.keys(), settings.values(), attend.headDims())
                                instanceof AssembledAttention);
    }

    /** Where tweaks of a product begin that machine code has. */
    private List<Integer> assembledTweaks(Step.MatMul product, int index, Program program) {
        if (products.of(product.w().format()).isEmpty()) {
            return List.of();
        }
        return LowRankFour.of(product, index, program.steps(), program.logits()).entrySet().stream()
                .filter(tweak -> isAssembled(tweak.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isAssembled(LowRankFour tweak) {
        return tweaks().filter(k ->
                        LowRankOp.assembled(tweak.first().w(), tweak.second().w(), k))
                .isPresent();
    }

    /** What machine code lacks, and scalar loops would be slow at. */
    private static boolean needsOtherLoops(Step step) {
        return step instanceof Experts.Product
                || step instanceof Pointwise.GeGlu
                || step instanceof Pointwise.SoftCap
                || (step instanceof Step.Attend attend && attend.softCap() > 0);
    }

    private boolean multiplies(Weight w) {
        return w.data().isNative()
                && (products.of(w.format()).isPresent() || halves(w).isPresent());
    }

    /** What multiplies a weight in 16 bits; empty where other loops do. */
    Optional<HalfKernels> halves(Weight w) {
        return halves.filter(
                h -> h.has(w.format(), w.columns()) && !products.rows().isReplaced(w.format()));
    }

    /** Machine code for low-rank tweaks, with the bits of other loops, as {@link #cells} has them; empty where there is none. */
    Optional<HalfKernels> tweaks() {
        return halves.filter(h -> cells.isPresent() && !products.rows().isReplaced(HalfFactor.FORMAT));
    }

    /** Loops of attention over a cache in these formats, with heads of {@code dims} values. */
    AttentionLoops attention(Format keys, Format values, int dims) {
        return cells.filter(c -> CellKernels.has(keys, dims) && CellKernels.has(values, dims))
                .<AttentionLoops>map(AssembledAttention::new)
                .orElseGet(() -> new DecodedAttention(arithmetic));
    }

    /** The loops that these become after a while, or these. */
    CpuLoops lasting() {
        return new CpuLoops(arithmetic.lasting(), products, cells, halves);
    }
}
