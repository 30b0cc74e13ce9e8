package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.cpu.CpuBackend;
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
