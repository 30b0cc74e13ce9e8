package org.cria.model.check.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.model.check.selftest.DeviceCheck;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.TinyModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tuning has found is kept for a device, and whatever else is in its files does no harm. */
final class TunedFiguresTest {
    private static final Figures SUGGESTED = new EmulatorBackend().defaults();
    private static final Figures FOUND = with(with(SUGGESTED, "lanes", 4), "panels", 0);
    private static final Settings SETTINGS = new Settings(1, 2, Formats.F16, Formats.F16, 32);

    @TempDir
    Path folder;

    private final EmulatorBackend device = new EmulatorBackend();
    private final List<String> notes = new ArrayList<>();
    private TunedFigures tuned;
    private @Nullable Gguf gguf;

    private static Figures with(Figures figures, String name, int value) {
        return figures.with(
                figures.all().stream()
                        .filter(figure -> figure.text().equals(name))
                        .findFirst()
                        .orElseThrow(),
                value);
    }

    @BeforeEach
    void opensTheFolder() {
        tuned = TunedFigures.in(folder.resolve("tuned"));
    }

    @AfterEach
    void closesTheModel() {
        if (gguf != null) {
            gguf.close();
        }
    }

    private Figures applied() {
        return ((Tunable) tuned.apply(device, note -> notes.add(note.toString()))).figures();
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tuned"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            return all.getFirst();
        }
    }

    @Test
    void whatWasFoundIsTakenTheNextTime() {
        assertEquals(SUGGESTED, applied());
        tuned.put(device, FOUND);
        assertEquals(FOUND, applied());
        assertEquals(List.of(), notes);
    }

    @Test
    void aResetForgetsIt() {
        tuned.put(device, FOUND);
        assertTrue(tuned.remove(device));
        assertFalse(tuned.remove(device));
        assertEquals(SUGGESTED, applied());
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnErrorWithTheNextStep() throws IOException {
        Files.createFile(folder.resolve("tuned"));
        String refusal = String.valueOf(assertThrows(CriaException.class, () -> tuned.put(device, FOUND))
                .getMessage());
        assertTrue(
                refusal.startsWith("the tuned sizes cannot be kept in " + folder.resolve("tuned") + " (")
                        && refusal.endsWith("Make it writable, or set the folder of tuned sizes to another folder."),
                refusal);
    }

    @Test
    void aDamagedFileIsIgnoredWithOneLine() throws IOException {
        tuned.put(device, FOUND);
        List<String> whole = Files.readAllLines(file());
        List<List<String>> damaged = List.of(
                List.of(),
                List.of("another device"),
                whole.subList(0, 3),
                whole.stream().map(line -> line.replace("lanes 4", "lanes 3")).toList(),
                whole.stream().map(line -> line.replace("lanes 4", "lanes 32")).toList(), // more than a group has
                whole.stream().map(line -> line.replace("splits 2", "splits x")).toList());
        for (List<String> lines : damaged) {
            notes.clear();
            Files.write(file(), lines);
            assertEquals(SUGGESTED, applied(), lines.toString());
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(
                    notes.getFirst().contains(file() + " is damaged: ")
                            && notes.getFirst().contains("reset of the tuner"),
                    notes.toString());
        }
        Files.write(file(), new byte[] {(byte) 0xC3, 0x28, 0});
        assertEquals(SUGGESTED, applied());
    }

    @Test
    void whatWasFoundWithAnotherDriverIsIgnoredWithOneLine() throws IOException {
        tuned.put(device, FOUND);
        Path file = file();
        Files.move(file, file.resolveSibling(file.getFileName().toString().replaceAll("-.*", "-0123456789abcdef.txt")));
        assertEquals(SUGGESTED, applied());
        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().startsWith("emulator (GPU kernels on the JVM"), notes.toString());
        assertTrue(notes.getFirst().contains("was tuned with another driver, SDK or version"), notes.toString());
        assertTrue(tuned.remove(device));
    }

    @Test
    void theCpuHasNoSizes() {
        Backend cpu = new CpuBackend();
        assertSame(cpu, tuned.apply(cpu, note -> notes.add(note.toString())));
    }

    @Test
    void aPlanTakesThemAndSaysSo() throws IOException {
        tuned.put(device, FOUND);
        Plan plan = tuned.apply(Plan.whole(program(), SETTINGS, device));
        assertEquals(
                List.of("emulator (" + device.info().deviceName() + ") is tuned: lanes 4, panels 0"),
                TunedFigures.lines(plan));
        assertEquals(List.of(), TunedFigures.lines(Plan.whole(program(), SETTINGS, device)));
    }

    @Test
    void sizesWithWhichTheSelfTestFailsAreNotUsed() throws IOException {
        Program program = program();
        Backend tuned = new Fussy(SUGGESTED).with(FOUND);
        Plan plan = DeviceCheck.in(folder.resolve("passed"), Progress.NONE)
                .checked(Plan.whole(program, SETTINGS, tuned), program, SETTINGS, false);
        assertEquals(SUGGESTED, ((Tunable) plan.parts().getFirst().backend()).figures());
        assertEquals(1, plan.notes().size());
        assertTrue(
                plan.notes()
                        .getFirst()
                        .toString()
                        .startsWith("the tuned sizes are not used: with them, device 'tornado' does not"),
                plan.notes().toString());
    }

    private Program program() throws IOException {
        Path file = TinyModel.seeded(3)
                .dim(64)
                .ffn(64)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .write(folder.resolve("tiny.gguf"));
        gguf = Gguf.open(file);
        return Families.define(gguf, ProgramRewrite.NONE).program();
    }
}
