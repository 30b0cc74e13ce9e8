package org.cria.emulator.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lint's rules say of a device is what the SDK does, in a JVM of its own. */
final class LintOnDeviceTest {
    private static final Set<String> WRONG = Set.of(
            "shift",
            "rotation",
            "compared",
            "sharedArm",
            "gaps",
            "unrolled",
            "setAndBreak",
            "joinedLoops",
            "joinedCalls",
            "exchanged",
            "division");

    @TempDir
    Path folder;

    @Test
    void devicesGetWrongWhatTheRulesSay() throws IOException, InterruptedException {
        String home = System.getenv("TORNADOVM_HOME");
        assumeTrue(home != null, "TORNADOVM_HOME is not set: there is no SDK to run the rules' kernels on");
        Path jars = Path.of(home, "share", "java", "tornado");
        List<Path> api;
        try (Stream<Path> files = Files.list(jars)) {
            api = files.filter(f -> f.getFileName().toString().startsWith("tornado-api-5.2.0"))
                    .toList();
        }
        assumeTrue(!api.isEmpty(), home + " is no SDK of 5.2.0, in which the rules were seen");
        Path template = Path.of(home, "tornado-argfile.template");
        assumeTrue(Files.exists(template), template + " is not there");
        Path options = folder.resolve("options");
        Files.writeString(options, Files.readString(template).replace("${TORNADOVM_HOME}", home));
        Path sources = Path.of("src/test/java/org/cria/emulator/lint");
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        run(List.of(
                java + "/javac",
                "-g",
                "-nowarn",
                "-cp",
                api.getFirst().toString(),
                "-d",
                folder.toString(),
                sources.resolve("OnDevice.java").toString(),
                sources.resolve("WrongForDevices.java").toString()));
        List<String> lines = run(List.of(
                java + "/java",
                "@" + options,
                "-Dtornado.recover.bailout=False",
                "-cp",
                folder.toString(),
                "org.cria.emulator.lint.OnDevice"));
        assertEquals(
                new TreeSet<>(WRONG),
                lines.stream()
                        .filter(line -> line.endsWith(" wrong"))
                        .map(line -> line.substring(0, line.length() - " wrong".length()))
                        .collect(Collectors.toCollection(TreeSet::new)),
                String.join("\n", lines));
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.waitFor(), String.join("\n", lines));
        return lines;
    }
}
