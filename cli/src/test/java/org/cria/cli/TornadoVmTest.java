package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.cli.device.DeviceOptions;
import org.cria.testmodels.TinyModel;
import org.cria.tornado.SdkSearch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a JVM that was started for TornadoVM, with its SDK. */
final class TornadoVmTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static Path options;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                !System.getenv().getOrDefault(SdkSearch.VARIABLE, "").isEmpty(),
                "there is no TornadoVM: set TORNADOVM_HOME to its SDK's folder");
        SdkSearch.Found found = assertInstanceOf(SdkSearch.Found.class, SdkSearch.of(System.getenv()));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("tornado-emulator"))
                .collect(Collectors.joining(File.pathSeparator));
        options = DeviceOptions.write(Map.of("XDG_CACHE_HOME", folder.toString()), found.sdk(), 0, classPath);
        model = TinyModel.seeded(5).dim(64).ffn(96).heads(4).kvHeads(2).write(folder.resolve("tiny.gguf"));
    }

    @Test
    void aModelSaysTheSameOnADeviceAsOnTheCpu() {
        String expected = run("cpu").out();
        assertTrue(expected.length() > 1, expected);
        CriaProcess.Outcome found = run("tornado");
        assertEquals(expected, found.out(), found.err());
        assertEquals(0, found.exitCode(), found.err());
        assertTrue(found.err().contains("device: tornado:"), found.err());
    }

    @Test
    void devicesAreListedMeasuredAndNoCpuIsTakenForACard() throws IOException {
        CriaProcess.Outcome outcome = process("devices", "--json").run();
        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        String auto = report.at("/auto/device").textValue();
        for (JsonNode device : report.get("devices")) {
            String name = device.get("name").textValue();
            if (name.startsWith("tornado:")) {
                assertTrue(device.get("gigabytes_per_second").doubleValue() > 0, outcome.out());
                assertTrue(device.get("memory_bytes").longValue() > 0, outcome.out());
                assertTrue(!device.get("kind").textValue().equals("cpu") || !auto.equals(name), outcome.out());
            }
        }
        assertTrue(report.at("/devices/0/name").isTextual(), outcome.out());
    }

    @Test
    void aDeviceThatIsNotThereIsAnErrorThatListsThoseThatAre() {
        CriaProcess.Outcome outcome = process("run", "-m", model.toString(), "-p", "a", "--device", "tornado:opencl:99")
                .run();
        assertEquals(1, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.err().contains("device 'tornado:opencl:99' is unknown; TornadoVM has tornado:"), outcome.err());
    }

    private static CriaProcess.Outcome run(String device) {
        return process(
                        "run",
                        "-m",
                        model.toString(),
                        "-p",
                        "a story",
                        "-n",
                        "8",
                        "--temp",
                        "0",
                        "-v",
                        "--device",
                        device)
                .run();
    }

    private static CriaProcess process(String... arguments) {
        return new CriaProcess(folder, arguments).options(options).environment("XDG_CACHE_HOME", folder.toString());
    }
}
