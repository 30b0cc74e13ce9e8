package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.cli.device.FakeBackend;
import org.cria.kernels.backend.Backend;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new device is one package and one line in a service file: commands find, list, choose, run and examine it as it is. */
final class NewDeviceTest {
    @TempDir
    private static Path folder;

    private static String model = "";

    @BeforeAll
    static void writeServiceAndModel() throws IOException {
        Path services = Files.createDirectories(folder.resolve("services/META-INF/services"));
        Files.writeString(services.resolve(Backend.class.getName()), FakeBackend.class.getName() + "\n");
        model = TinyModel.seeded(5)
                .dim(64)
                .ffn(96)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("tiny.gguf"))
                .toString();
    }

    private static CriaProcess.Outcome cria(String... arguments) {
        return new CriaProcess(folder, arguments)
                .classes(folder.resolve("services"))
                .environment("XDG_CACHE_HOME", folder.resolve("cache").toString())
                .environment("TORNADOVM_HOME", folder.resolve("no SDK").toString())
                .run();
    }

    private static CriaProcess.Outcome run(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "-m", model, "-p", "a story", "-n", "8", "--temp", "0", "-v"));
        arguments.addAll(List.of(more));
        return cria(arguments.toArray(String[]::new));
    }

    @Test
    void itIsListedMeasuredAndTakenByAutoWhereItIsFastest() throws IOException {
        CriaProcess.Outcome outcome = cria("devices", "--json");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().contains("measuring fake (A made-up card)…"), outcome.err());
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        JsonNode fake = report.get("devices")
                .valueStream()
                .filter(device -> device.get("name").textValue().equals("fake"))
                .findFirst()
                .orElseThrow();
        assertEquals("gpu", fake.get("kind").textValue());
        assertTrue(fake.get("gigabytes_per_second").doubleValue() > 0, outcome.out());
        assertEquals("fake", report.at("/auto/device").textValue());
        assertTrue(
                report.at("/auto/reason").textValue().matches("[\\d.]+ GB/s; cpu: [\\d.]+ GB/s"),
                report.at("/auto/reason").textValue());
        assertTrue(cria("devices").out().matches("(?s).*\nfake +gpu .* A made-up card, Nobody, driver 1.0\n.*"));
    }

    @Test
    void modelsRunOnItNamedOrNotAndInParts() {
        CriaProcess.Outcome cpu = run("--device", "cpu");
        CriaProcess.Outcome named = run("--device", "fake");
        CriaProcess.Outcome auto = run();
        CriaProcess.Outcome shared = run("--device", "fake", "-ngl", "1");
        for (CriaProcess.Outcome outcome : List.of(named, auto, shared)) {
            assertEquals(0, outcome.exitCode(), outcome.err());
            assertEquals(cpu.out(), outcome.out(), outcome.err());
            assertTrue(outcome.err().contains("output on fake: weights "), outcome.err());
        }
        assertTrue(named.err().contains("device: fake: A made-up card, cpu: "), named.err());
        assertTrue(auto.err().matches("(?s).*device: fake: .*; auto: [\\d.]+ GB/s; cpu: [\\d.]+ GB/s\n.*"), auto.err());
        assertTrue(shared.err().contains("on cpu: weights "), shared.err());
    }

    @Test
    void theDoctorComparesIt() {
        CriaProcess.Outcome outcome = cria("doctor", "-m", model, "--device", "fake", "-p", "a small text");
        assertEquals(0, outcome.exitCode(), outcome.out() + outcome.err());
        assertTrue(outcome.out().contains("The device computes what the CPU does."), outcome.out());
    }

    @Test
    void helpTextsAndRefusalsNameIt() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        URL services = folder.resolve("services").toUri().toURL();
        try (URLClassLoader withService = new URLClassLoader(new URL[] {services}, usual)) {
            thread.setContextClassLoader(withService);
            String help = InProcess.execute("run", "--help").out().replaceAll("\\s+", " ");
            assertTrue(help.contains("Where to run: auto, cpu, tornado[:BACKEND:DEVICE], fake or emulator;"), help);
            String unknown =
                    InProcess.execute("run", "-p", "a", "--device", "abacus").err();
            assertTrue(unknown.contains("choose auto, cpu, emulator, tornado, fake"), unknown);
            String second =
                    InProcess.execute("run", "-p", "a", "--device", "fake:1").err();
            assertTrue(second.contains("device 'fake:1' is unknown; there is fake."), second);
            assertEquals(
                    Optional.empty(),
                    LaunchOptions.deviceUser("run", "--device", "fake", "-p", "a"),
                    "it runs in any JVM");
        } finally {
            thread.setContextClassLoader(usual);
        }
    }
}
