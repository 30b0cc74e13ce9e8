package org.cria.model.check.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device must pass before a model runs there. */
final class DeviceCheckTest {
    private static final Settings SETTINGS = new Settings(1, 2, Formats.F16, Formats.F16, 32);

    @TempDir
    Path folder;

    private Gguf gguf;
    private Program program;

    @BeforeEach
    void opensAModel() throws IOException {
        gguf = Gguf.open(TinyModel.seeded(3)
                .dim(64)
                .ffn(64)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .write(folder.resolve("tiny.gguf")));
        program = Families.define(gguf, ProgramRewrite.NONE).program();
    }

    @AfterEach
    void closesIt() {
        gguf.close();
    }

    private DeviceCheck check() {
        return DeviceCheck.in(folder.resolve("passed"), Progress.NONE);
    }

    private Plan plan(Untested device) {
        return Plan.whole(program, SETTINGS, device);
    }

    @Test
    void whatPassedOnceIsNotTestedAgain() {
        Untested device = new Untested("a device, driver 1", operator -> false);
        Plan plan = plan(device);
        List<String> shown = new ArrayList<>();
        DeviceCheck first = DeviceCheck.in(folder.resolve("passed"), (done, total) -> shown.add(done + " of " + total));
        assertSame(plan, first.checked(plan, program, SETTINGS, false));
        int compiled = device.compiled().get();
        assertTrue(compiled > 20, compiled + " operators");
        assertEquals("0 of " + compiled, shown.getFirst());
        assertEquals(compiled + " of " + compiled, shown.getLast());
        assertSame(plan, check().checked(plan, program, SETTINGS, false));
        assertEquals(compiled, device.compiled().get());
    }

    @Test
    void aCheckThatIsStoppedKeepsWhatPassed() {
        Untested device = new Untested("a device, driver 1", operator -> false);
        DeviceCheck stopped = DeviceCheck.in(folder.resolve("passed"), (done, total) -> done < 3);
        assertThrows(CancellationException.class, () -> stopped.checked(plan(device), program, SETTINGS, false));
        List<Integer> totals = new ArrayList<>();
        DeviceCheck rest = DeviceCheck.in(folder.resolve("passed"), (done, total) -> totals.add(total));
        rest.checked(plan(device), program, SETTINGS, false);
        assertEquals(device.compiled().get() - 3, totals.getFirst());
    }

    @Test
    void anotherDriverIsTestedAnew() {
        Untested old = new Untested("a device, driver 1", operator -> false);
        Untested updated = new Untested("a device, driver 2", operator -> false);
        check().checked(plan(old), program, SETTINGS, false);
        check().checked(plan(updated), program, SETTINGS, false);
        assertEquals(old.compiled().get(), updated.compiled().get());
    }

    @Test
    void aDeviceThatWasNamedAndFailsIsAnErrorWithTheNextStep() {
        Untested device = new Untested("broken", operator -> hasGate(operator.steps()));
        CriaException error =
                assertThrows(CriaException.class, () -> check().checked(plan(device), program, SETTINGS, false));
        String message = String.valueOf(error.getMessage());
        for (String part : List.of(
                "device 'tornado' does not compute what the CPU does",
                "SwiGlu",
                "found ",
                "of its norm off",
                "Run the doctor",
                "device cpu",
                "run it all the same")) {
            assertTrue(message.contains(part), part + " in " + message);
        }
    }

    @Test
    void whatPassedBeforeAFailureIsKeptAndTheFailureIsNot() throws IOException {
        Untested broken = new Untested("a device", operator -> hasGate(operator.steps()));
        assertThrows(CriaException.class, () -> check().checked(plan(broken), program, SETTINGS, false));
        List<String> noted = Files.readAllLines(new PassedCases(folder.resolve("passed")).file("a device"));
        assertEquals("a device", noted.getFirst());
        assertTrue(noted.size() > 2, noted.toString());
        assertTrue(noted.stream().noneMatch(line -> line.contains("SwiGlu")), noted.toString());
        Untested repaired = new Untested("a device", operator -> false);
        check().checked(plan(repaired), program, SETTINGS, false);
        assertTrue(repaired.compiled().get() > 0);
    }

    @Test
    void autoDoesWithoutADeviceThatFailsAndSaysWhy() {
        Untested device = new Untested("broken", operator -> hasGate(operator.steps()));
        Plan plan = check().checked(plan(device), program, SETTINGS, true);
        assertEquals("cpu", plan.parts().getFirst().backend().name());
        assertTrue(
                plan.notes().getFirst().toString().contains("SwiGlu"),
                plan.notes().toString());
    }

    @Test
    void whatFailsWithRecordedLaunchesAloneRunsWithoutThemAndSaysSo() {
        Untested careful = new Untested("a device", operator -> false);
        Untested recording = new Untested("a device that records", operator -> hasGate(operator.steps())).or(careful);
        Plan plan = check().checked(plan(recording), program, SETTINGS, false);
        assertSame(careful, plan.parts().getFirst().backend());
        String note = plan.notes().getFirst().toString();
        assertTrue(note.startsWith("a token's launches are not recorded"), note);
        assertTrue(note.contains("SwiGlu"), note);
    }

    @Test
    void aDeviceThatFailsWithoutRecordedLaunchesTooIsAnError() {
        Untested careful = new Untested("a device", operator -> hasGate(operator.steps()));
        Untested recording = new Untested("a device that records", operator -> hasGate(operator.steps())).or(careful);
        assertThrows(CriaException.class, () -> check().checked(plan(recording), program, SETTINGS, false));
    }

    @Test
    void withoutACheckNothingIsRecordedSinceNobodyHasSeenItRight() {
        Untested careful = new Untested("a device", operator -> false);
        Plan plan = plan(new Untested("a device that records", operator -> false).or(careful));
        Plan unchecked = DeviceCheck.none().checked(plan, program, SETTINGS, false);
        assertSame(careful, unchecked.parts().getFirst().backend());
        assertEquals(List.of(), unchecked.notes());
    }

    @Test
    void withoutACheckNothingIsCompiled() {
        Untested device = new Untested("broken", operator -> true);
        Plan plan = plan(device);
        assertSame(plan, DeviceCheck.none().checked(plan, program, SETTINGS, false));
        assertEquals(0, device.compiled().get());
    }

    private static boolean hasGate(List<Step> steps) {
        return steps.stream().anyMatch(Step.SwiGlu.class::isInstance);
    }
}
