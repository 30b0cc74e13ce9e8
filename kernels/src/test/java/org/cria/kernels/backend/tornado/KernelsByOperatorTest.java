package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.check.selftest.SelfTest;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Step;
import org.junit.jupiter.api.Test;

/** A run brings a kernel of its own, and no file of the backend is touched for it. */
final class KernelsByOperatorTest {
    private static final Settings SETTINGS = new Settings(2, 7, Formats.F16, Formats.F16, 16);

    /** [prompt, token] logits. */
    private static float[][] logits(KernelsByOperator kernels) {
        try (Executable executable = new EmulatorBackend().with(kernels).compile(new Small(2).program(), SETTINGS)) {
            executable.kv().reserve(16);
            Talk talk = new Talk(executable);
            return new float[][] {talk.prompt(true, 1, 2, 3, 4, 5), talk.token(6)};
        }
    }

    private static Map<String, String> failures(KernelsByOperator kernels) {
        Workbench bench = new EmulatorBackend().with(kernels).workbench().orElseThrow();
        SelfTest test = new SelfTest(bench, SmallLlama.program(Formats.Q8_0, 2), SETTINGS);
        Map<String, String> failures = new LinkedHashMap<>();
        test.cases().forEach(name -> test.failure(name).ifPresent(why -> failures.put(name, why)));
        return failures;
    }

    @Test
    void anOwnKernelThatComputesTheSameGivesTheSameValues() {
        assertTrue(Arrays.deepEquals(logits(KernelsByOperator.STANDARD), logits(OwnSwiGlu.ROW_BY_ROW)));
        assertEquals(Map.of(), failures(OwnSwiGlu.ROW_BY_ROW));
    }

    @Test
    void anOwnKernelRunsAndIsFoundWhereItIsWrong() {
        float[][] right = logits(KernelsByOperator.STANDARD);
        assertFalse(Arrays.equals(right[0], logits(OwnSwiGlu.WITHOUT_SIGMOID)[0]));
        Map<String, String> failures = failures(OwnSwiGlu.WITHOUT_SIGMOID);
        assertFalse(failures.isEmpty());
        assertTrue(
                failures.keySet().stream().allMatch(name -> name.startsWith("prefill: SwiGlu")), failures.toString());
    }

    @Test
    void theTableThatIsChangedStaysAsItIs() {
        KernelsByOperator other = OwnSwiGlu.WITHOUT_SIGMOID.replacing(Lowered.Gated.class, (o, scope, launches) -> {});
        assertEquals("", KernelsByOperator.STANDARD.replacements());
        assertEquals("SwiGlu", OwnSwiGlu.WITHOUT_SIGMOID.replacements());
        assertEquals("Gated, SwiGlu", other.replacements());
    }

    /** What was checked with other kernels says nothing. */
    @Test
    void anOwnKernelIsPartOfWhatAWorkbenchIs() {
        String standard = new EmulatorBackend().workbench().orElseThrow().identity();
        String own = new EmulatorBackend()
                .with(OwnSwiGlu.ROW_BY_ROW)
                .workbench()
                .orElseThrow()
                .identity();
        assertNotEquals(standard, own);
        assertTrue(own.contains(", own ones for SwiGlu, "), own);
    }

    @Test
    void whatIsNoOperatorOfTheTableIsRefusedWithThoseThatAre() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> KernelsByOperator.STANDARD.replacing(Step.MatMul.class, (o, scope, launches) -> {}));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("no operator is a MatMul; there are Embed, "), message);
        assertTrue(message.contains("Product"), message);
    }
}
