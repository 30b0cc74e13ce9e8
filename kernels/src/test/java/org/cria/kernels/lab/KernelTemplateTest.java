package org.cria.kernels.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new file is a right kernel as it is, and none of those in use gives a false alarm. */
final class KernelTemplateTest {
    static Stream<String> sockets() {
        return Sockets.all().stream().map(Socket::name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RmsNorm", "Attend", "Gated", "Q4_K", "Q3_K"})
    void whatANewFileBeginsAsIsRight(String socket) {
        LoadedKernel loaded = Bench.load(Bench.written(socket));
        assertEquals(socket, loaded.socket().name());
        assertEquals(List.of(), CodeFaults.of(loaded));
        assertEquals(List.of(), KernelLint.of(loaded));
        CheckReport report = Bench.check(loaded.kernel());
        assertEquals(List.of(), report.faults());
        assertTrue(report.cases() > 0, socket + " is checked in no case");
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("sockets")
    void everyKernelInUseIsRight(String socket) {
        whatANewFileBeginsAsIsRight(socket);
    }

    @Test
    void theClassIsCalledAsTheFile() {
        KernelFile file = Bench.TEMPLATE.write(Sockets.named("swiglu"), "Mine");
        assertEquals("Mine.java", file.name());
        assertEquals("Mine", Bench.load(file).kernel().name());
    }

    @Test
    void aBuildWithoutSourcesSaysSo() {
        KernelTemplate none = new KernelTemplate(name -> Optional.empty());
        CriaException refusal =
                assertThrows(CriaException.class, () -> none.write(Sockets.named("RmsNorm"), "OwnRmsNorm"));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("this build has no source of "), refusal.toString());
    }

    @Test
    void aPlaceThatIsNoneIsRefusedWithThoseThatThereAre() {
        CriaException refusal = assertThrows(CriaException.class, () -> Sockets.named("softmax"));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("RmsNorm") && message.contains("Q4_K"), message);
    }

    @Test
    void whatDoesNotCompileIsToldWithItsLine() {
        KernelFile file = Bench.written("SwiGlu");
        String text = file.text().replace("int i = context.globalIdx;", "int i = context.globalIndex;");
        CriaException refusal = assertThrows(CriaException.class, () -> Bench.load(new KernelFile(file.name(), text)));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.matches("(?s)OwnSwiGlu\\.java:\\d+: cannot find symbol.*context\\.globalIndex;"), message);
    }

    @Test
    void aFileWithoutAKernelIsToldWhatIsExpected() {
        KernelFile file = new KernelFile("Nothing.java", "final class Nothing {}");
        CriaException refusal = assertThrows(CriaException.class, () -> Bench.load(file));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("Nothing.java holds no kernel"), refusal.toString());
    }
}
