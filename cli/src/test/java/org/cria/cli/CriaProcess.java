package org.cria.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** The command in a process of its own, as users start it. */
public final class CriaProcess {
    private static final long PATIENCE_SECONDS = 180;
    private static final String JVM_LINE = "WARNING: Using incubator modules: jdk.incubator.vector";

    private final List<String> arguments;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean vectors = true;
    private long patienceSeconds = PATIENCE_SECONDS;
    private String main = "org.cria.cli.Main";
    private Optional<Path> options = Optional.empty();
    private Optional<Path> classes = Optional.empty();

    /** What a finished process left. The line with which the JVM greets the Vector API is not in {@code err}. */
    public record Outcome(int exitCode, String out, String err) {
        /** {@code err} as lines. */
        public List<String> complaints() {
            return err.lines().toList();
        }
    }

    /** @param folder holds the process's output, and its home if that matters */
    public CriaProcess(Path folder, String... arguments) {
        this.folder = folder;
        this.arguments = List.of(arguments);
    }

    public CriaProcess input(String text) {
        input = text;
        return this;
    }

    /** Starts another program of the tests. */
    public CriaProcess main(Class<?> program) {
        main = program.getName();
        return this;
    }

    /** Waits longer for its end: drivers that compile for a processor take minutes on a busy one. */
    public CriaProcess patience(long seconds) {
        patienceSeconds = seconds;
        return this;
    }

    /** Starts it without the Vector API. */
    public CriaProcess withoutVectors() {
        vectors = false;
        return this;
    }

    /** Starts it with the options in a file, class path included, instead of those that it has without TornadoVM. */
    public CriaProcess options(Path file) {
        options = Optional.of(file);
        return this;
    }

    /** Starts it with more on its class path. */
    public CriaProcess classes(Path folder) {
        classes = Optional.of(folder);
        return this;
    }

    public CriaProcess environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs it to its end. */
    public Outcome run() {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Process process = start(builder -> builder.redirectOutput(out.toFile()));
            return outcome(process, Files.readString(finished(process, out)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outcome of a started process whose output was read already. */
    Outcome outcome(Process process, String out) throws IOException {
        finished(process, folder);
        String err = Files.readString(errors())
                .lines()
                .filter(line -> !line.equals(JVM_LINE))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return new Outcome(process.exitValue(), out, err);
    }

    /** Starts it with stdout as a pipe. */
    Process start() throws IOException {
        return start(builder -> builder);
    }

    /** Everything on stderr so far. */
    String errorsSoFar() throws IOException {
        return Files.readString(errors());
    }

    private interface Change {
        ProcessBuilder apply(ProcessBuilder builder);
    }

    private Process start(Change change) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options.map(file -> List.of("@" + file)).orElseGet(this::usualOptions));
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = change.apply(new ProcessBuilder(command).redirectError(errors().toFile()));
        builder.environment().keySet().removeAll(Arrays.asList("CRIA_MODEL", "CRIA_MODELS", "JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return process;
    }

    private List<String> usualOptions() {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1", // as the tests themselves, which share the machine
                "-Xshare:auto",
                "-Xmx512m",
                vectors
                        ? "--add-modules=jdk.incubator.vector"
                        : "--limit-modules=java.se,jdk.unsupported,jdk.management",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                        + classes.map(folder -> File.pathSeparator + folder).orElse(""));
    }

    private Path errors() {
        return folder.resolve("err-" + System.identityHashCode(this) + ".txt");
    }

    private Path finished(Process process, Path out) {
        try {
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                Assertions.fail("the process did not end within " + patienceSeconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return out;
    }
}
