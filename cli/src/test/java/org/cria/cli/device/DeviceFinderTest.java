package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM without TornadoVM, as tests run. */
final class DeviceFinderTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

    @Test
    void autoIsTheCpuAndSaysWhy() {
        assertEquals(new Choice("cpu", "TornadoVM's SDK does not fit"), finder().choose("auto"));
        assertEquals("", notes.toString(StandardCharsets.UTF_8), "where there is no choice nothing is measured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tornado", "tornado:opencl:1", "tornado:0"})
    void aDeviceOfTornadoVmIsRefusedWithTheNextStep(String device) {
        CriaException refusal = assertThrows(CriaException.class, () -> finder().choose(device));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(
                message.startsWith("device '" + device + "' needs TornadoVM's SDK. " + sdk() + " is no folder"),
                message);
        assertTrue(message.contains("sdk install tornadovm 5.2.0-jdk25-cuda"), message);
        assertTrue(message.endsWith("Or choose --device cpu."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu:0", "emulator:1", "tornado2", ""})
    void anUnknownDeviceIsRefused(String device) {
        assertThrows(CriaException.class, () -> finder().choose(device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulator"})
    void whatRunsEverywhereIsTakenAtItsWord(String device) {
        assertEquals(device, finder().choose(device).device());
    }

    @Test
    void theCpuIsMeasuredOnceAndAgainWhenAsked() {
        List<RatedDevice> first = finder().survey(false).devices();
        assertEquals(
                List.of("cpu", "emulator"),
                first.stream().map(each -> each.info().name()).toList());
        assertTrue(first.getFirst().cost().orElseThrow().gigabytesPerSecond() > 0.1, first.toString());
        assertTrue(first.get(1).cost().isEmpty(), "the emulator's speed is no device's");
        assertTrue(first.getFirst().info().deviceName().startsWith("A processor, "), first.toString());
        assertEquals(1, measuredTimes());
        assertEquals(first, finder().survey(false).devices());
        assertEquals(1, measuredTimes());
        finder().survey(true);
        assertEquals(2, measuredTimes());
    }

    private long measuredTimes() {
        return notes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("measuring cpu "))
                .count();
    }

    private Path sdk() {
        return folder.resolve("no SDK");
    }

    private DeviceFinder finder() {
        return new DeviceFinder(
                Map.of("TORNADOVM_HOME", sdk().toString(), "XDG_CACHE_HOME", folder.toString()),
                "A processor",
                2,
                new PrintStream(notes, true, StandardCharsets.UTF_8));
    }
}
