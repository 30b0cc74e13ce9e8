package org.cria.model.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.check.doctor.Observation;
import org.cria.kernels.program.Step;
import org.cria.model.ModelOptions;
import org.cria.model.check.selftest.Untested;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device is examined on a user's model and prompt. */
final class DoctorTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writesAModel() throws IOException {
        file = TinyModel.seeded(3)
                .dim(64)
                .ffn(64)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .write(folder.resolve("tiny.gguf"));
    }

    private Doctor.Report examine(Predicate<Operator> wrong, String prompt) {
        return Doctor.examine(
                file,
                ModelOptions.defaults().withThreads(2),
                prompt,
                false,
                Progress.NONE,
                new Untested("a device", wrong));
    }

    @Test
    void aWrongOperatorIsNamedWithItsPlaceOnTheUsersPrompt() {
        Doctor.Report report = examine(
                operator -> operator.phase() == Phase.DECODE
                        && operator.steps().stream().anyMatch(Step.Attend.class::isInstance),
                "a small text");
        assertFalse(report.diagnosis().isFine());
        Observation first = report.diagnosis().first().orElseThrow();
        assertEquals("layer 0", first.place());
        assertTrue(
                first.name().startsWith("decode: Rope 4 × 16") && first.name().contains("Attend 4/2 × 16"),
                first.name());
        assertEquals(
                1,
                first.difference().orElseThrow().error(),
                1e-3); // twice the value is as far off as the value is large
        assertEquals(
                "Wrong is Attend in decode, and nothing else.",
                report.diagnosis().suspicion().getFirst().toString());
        assertEquals(0, report.layers().getFirst());
        assertTrue(report.diagnosis().costs().isPresent());
    }

    @Test
    void theCpuIsNotComparedWithItself() {
        CriaException refusal = assertThrows(
                CriaException.class,
                () -> Doctor.examine(file, ModelOptions.defaults().withDevice("cpu"), "text", false, Progress.NONE));
        assertTrue(String.valueOf(refusal.getMessage()).contains("Name one"), refusal.getMessage());
    }

    @Test
    void aPromptThatDoesNotFitIsRefused() {
        CriaException refusal =
                assertThrows(CriaException.class, () -> examine(operator -> false, "some words ".repeat(100)));
        assertTrue(String.valueOf(refusal.getMessage()).contains("Shorten it"), refusal.getMessage());
    }
}
