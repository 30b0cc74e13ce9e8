package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tweaks of low rank that are computed in one go. */
final class LowRankTest {
    @ParameterizedTest
    @EnumSource(names = {"AVX512", "AVX2", "AVX_VNNI"})
    void machineCodeHasTheBitsOfTheVectorApi(Kernels kernels) {
        for (ContractCase each : StrengthenCases.all()) {
            for (Activations activations : List.of(Activations.F32, Activations.Q8)) {
                try (Executable expected = compile(each, Kernels.VECTOR, activations);
                        Executable found = compile(each, kernels, activations)) {
                    for (Batch batch : each.batches()) {
                        assertArrayEquals(
                                PromptRun.logits(expected, batch), PromptRun.logits(found, batch), each.name());
                    }
                }
            }
        }
    }

    /** Beside activations of 8 bits, factors are held in fp16. */
    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "AVX512", "AVX2", "AVX_VNNI"})
    void theSizeOfFactorsDoesNotMatter(Kernels kernels) {
        ContractCase expected = beside(w -> w, 0x1p-4);
        for (double size : new double[] {0x1p-44, 0x1p36}) {
            assertSameBits(expected, kernels, beside(w -> w, size), kernels);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "AVX512", "AVX2", "AVX_VNNI"})
    void factorsThatHalfPrecisionHoldsAreNotChanged(Kernels kernels) {
        assertSameBits(beside(LowRankTest::halves, 0x1p-4), kernels, beside(w -> floats(halves(w)), 0x1p-4), kernels);
    }

    @ParameterizedTest
    @EnumSource(names = {"AVX512", "AVX2", "AVX_VNNI"})
    void roundedFactorsHaveTheSameBitsInMachineCode(Kernels kernels) {
        ContractCase each = beside(w -> w, 0x1p-4);
        assertSameBits(each, Kernels.VECTOR, each, kernels);
    }

    /** Else the product would add what A makes of the input as it was before. */
    @Test
    void aTweakReadsAnInputThatChangedBehindItsProduct() {
        RandomWeights weights = new RandomWeights(8);
        OneStep build = new OneStep(weights, false);
        Buffer x = build.input("x", 96);
        Buffer sum = build.result(64);
        Buffer low = build.between("low", 16);
        Buffer delta = build.between("delta", 64);
        build.step(new Step.MatMul(weights.scaled(Formats.Q8_0, "w", 64, 96), x, sum));
        build.step(new Step.AddBias(weights.of(Formats.F32, "bias", 1, 96, 8), x));
        build.step(new Step.MatMul(weights.scaled(Formats.F32, "a", 16, 96), x, low));
        build.step(new Pointwise.Strengthen(low, 0, 2f, 0.75f));
        build.step(new Step.MatMul(weights.scaled(Formats.F32, "b", 64, 16), low, delta));
        build.step(new Step.Add(delta, sum));
        ContractCase each = new ContractCase(
                "a changed input",
                build.program(sum),
                ContractCases.settings(0, Formats.F32, Formats.F32),
                1,
                ContractCases.plainBatches());
        try (Executable expected = compile(each, Kernels.VECTOR, Activations.F32);
                Executable found = compile(each, Kernels.VECTOR, Activations.Q8)) {
            for (Batch batch : each.batches()) {
                float[] exact = PromptRun.logits(expected, batch);
                float[] rounded = PromptRun.logits(found, batch);
                float largest = 0;
                for (float value : exact) {
                    largest = Math.max(largest, Math.abs(value));
                }
                // activations in 8 bits are off by a 254th of their block's largest, each at random
                assertArrayEquals(exact, rounded, largest / 50);
            }
        }
    }

    /**
     * Two products of weights in Q8_0 and their tweaks, whose factors have been changed.
     *
     * @param size of A's values; the larger, the smaller are B's
     */
    private static ContractCase beside(UnaryOperator<Weight> change, double size) {
        RandomWeights weights = new RandomWeights(7);
        OneStep build = new OneStep(weights, false);
        Buffer x = build.input("x", 96);
        Buffer sum = build.result(1568);
        Buffer low = build.between("low", 16);
        Buffer delta = build.between("delta", 1568);
        Weight a = change.apply(weights.of(Formats.F32, "a", 16, 96, size));
        Weight b = change.apply(weights.of(Formats.F32, "b", 1568, 16, 0x1p-8 / size));
        Buffer other = build.between("other", 1568);
        build.step(new Step.MatMul(weights.scaled(Formats.Q8_0, "w", 1568, 96), x, sum));
        build.step(new Step.MatMul(weights.scaled(Formats.Q8_0, "v", 1568, 96), x, other));
        build.step(new Step.MatMul(a, x, low));
        build.step(new Pointwise.Strengthen(low, 0, 2f, 0.75f));
        build.step(new Step.MatMul(b, low, delta));
        build.step(new Step.Add(delta, sum));
        build.step(new Step.MatMul(a, x, low));
        build.step(new Pointwise.Strengthen(low, 0, 2f, 0.75f));
        build.step(new Step.MatMul(b, low, delta));
        build.step(new Step.Add(delta, other));
        build.step(new Step.Add(other, sum));
        return new ContractCase(
                "tweaks beside Q8_0",
                build.program(sum),
                ContractCases.settings(0, Formats.F32, Formats.F32),
                1,
                ContractCases.plainBatches());
    }

    private static Weight halves(Weight w) {
        MemorySegment halves = Arena.ofAuto().allocate(w.data().byteSize() / 2, 32);
        for (long i = 0; i < halves.byteSize() / Short.BYTES; i++) {
            halves.setAtIndex(Little.SHORT, i, Float.floatToFloat16(w.data().getAtIndex(Little.FLOAT, i)));
        }
        return new Weight(w.name(), Formats.F16, w.rows(), w.columns(), halves);
    }

    private static Weight floats(Weight w) {
        MemorySegment floats = Arena.ofAuto().allocate(w.data().byteSize() * 2, 32);
        for (long i = 0; i < floats.byteSize() / Float.BYTES; i++) {
            floats.setAtIndex(Little.FLOAT, i, Float.float16ToFloat(w.data().getAtIndex(Little.SHORT, i)));
        }
        return new Weight(w.name(), Formats.F32, w.rows(), w.columns(), floats);
    }

    private static void assertSameBits(ContractCase first, Kernels firstKernels, ContractCase second, Kernels kernels) {
        try (Executable expected = compile(first, firstKernels, Activations.Q8);
                Executable found = compile(second, kernels, Activations.Q8)) {
            for (Batch batch : first.batches()) {
                assertArrayEquals(PromptRun.logits(expected, batch), PromptRun.logits(found, batch));
            }
        }
    }

    private static Executable compile(ContractCase each, Kernels kernels, Activations activations) {
        try {
            Executable executable = new CpuBackend()
                    .compile(each.program(), each.settings().withCpu(new CpuArithmetic(kernels, activations)));
            executable.kv().reserve(each.cells());
            return executable;
        } catch (CriaException e) {
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }
}
