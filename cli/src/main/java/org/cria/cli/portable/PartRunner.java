package org.cria.cli.portable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cria.cli.device.DeviceOptions;
import org.cria.tornado.Sdk;

/**
 * Runs parts of the check, each in a JVM of its own with this machine's drivers, and brings back what it had found when it ended.
 *
 * @param home of the check
 * @param work folder for caches, models and what parts find
 * @param sdk TornadoVM's
 * @param drivers of this machine
 * @param deadline by {@link System#nanoTime}
 */
record PartRunner(Path home, Path work, Sdk sdk, Drivers drivers, long deadline) {
    private static final List<String> OTHERS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CRIA_MODEL", "CRIA_MODELS");

    /** A part that has less left is not begun. */
    private static final long LEAST_NANOS = 10_000_000_000L;

    private static final int LAST_LINES = 12;

    /** Seconds until the deadline. */
    long remaining() {
        return Math.max(0, deadline - System.nanoTime()) / 1_000_000_000;
    }

    /**
     * Runs a part to its end, or to its limit.
     *
     * @param model that it is about
     * @return what it found, with {@code problem} where it did not come to its end
     */
    ObjectNode run(Part part, String device, Path model) throws IOException, InterruptedException {
        ObjectNode nothing = PartFindings.JSON.createObjectNode();
        long limit = Math.min(part.seconds(), remaining());
        if (limit * 1_000_000_000L < LEAST_NANOS) {
            return nothing.put("problem", "not begun, for the time was up");
        }
        Path file = work.resolve("found.json");
        Path log = work.resolve("log.txt");
        Files.deleteIfExists(file);
        Process process = start(part, device, model, file, log);
        boolean ended = process.waitFor(limit, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        ObjectNode found =
                Files.exists(file) ? (ObjectNode) PartFindings.JSON.readTree(Files.readAllBytes(file)) : nothing;
        if (!ended) {
            found.put("problem", "stopped after " + limit + " s");
        } else if (process.exitValue() != 0) {
            found.put("problem", "its process ended with exit code " + process.exitValue())
                    .put("log", lastLines(log));
        } else if (found.has("problem")) {
            found.put("log", lastLines(log));
        }
        return found;
    }

    private Process start(Part part, String device, Path model, Path file, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(OTHERS);
        environment.putAll(drivers.environment());
        environment.put("TORNADOVM_HOME", sdk.home().toString());
        environment.put("HOME", work.toString());
        for (String cache :
                List.of("XDG_CACHE_HOME", "XDG_STATE_HOME", "POCL_CACHE_DIR", "CUDA_CACHE_PATH", "TMPDIR")) {
            environment.put(
                    cache, Files.createDirectories(work.resolve("cache")).toString());
        }
        Path java = Path.of(System.getProperty("java.home"));
        Path signals = java.resolve(Path.of("lib", "libjsig.so"));
        if (Files.exists(signals)) {
            environment.put("LD_PRELOAD", signals.toString()); // drivers stand in line for signals
        }
        long planned = Files.size(model) + (Files.size(model) >> 2);
        Path options = DeviceOptions.write(environment, sdk, planned, System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                java.resolve(Path.of("bin", "java")).toString(),
                "@" + options,
                "-Djava.io.tmpdir=" + work.resolve("cache"),
                "-XX:ErrorFile=" + work.resolve("crash.log"),
                CheckedPart.class.getName()));
        command.addAll(List.of(
                part.name(),
                file.toString(),
                device,
                model.toString(),
                home.resolve("golden.txt").toString()));
        return builder.command(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.write(work.resolve("nothing"), new byte[0]).toFile()))
                .start();
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Arrays.asList(Files.readString(log).split("\n", -1));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
