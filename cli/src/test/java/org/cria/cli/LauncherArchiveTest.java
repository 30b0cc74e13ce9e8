package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How {@code cria} starts a distribution, with a JDK that only writes down how it was called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script for sh")
class LauncherArchiveTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Keeps its arguments in {@code calls}, one line a call, and makes an archive where it is asked for one. */
    private static final String JAVA = """
            #!/bin/sh
            home=${0%/bin/java}
            printf '[%s]' "$@" >>"$home/calls.$$"
            for option; do
                case $option in -XX:ArchiveClassesAtExit=*)
                    if [ -e "$home/broken" ]; then echo broken; echo broken >&2; mv "$home/calls.$$" "$home/call.$$"; exit 1; fi
                    echo archive >"${option#*=}" ;;
                esac
            done
            mv "$home/calls.$$" "$home/call.$$"
            """;

    @TempDir
    private Path folder;

    private Path home;
    private Path jdk;

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(folder.resolve("a cria"));
        jdk = folder.resolve("jdk");
        Path root = Path.of("..").toAbsolutePath();
        for (String script : List.of("cria", "scripts/find-jdk")) {
            Files.createDirectories(home.resolve(script).getParent());
            Files.copy(root.resolve(script), home.resolve(script));
        }
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/cria-cli.jar"), "classes");
        Files.createDirectories(jdk.resolve("bin"));
        for (String tool : List.of("java", "javac")) {
            Files.writeString(jdk.resolve("bin").resolve(tool), JAVA);
            assertTrue(jdk.resolve("bin").resolve(tool).toFile().setExecutable(true));
        }
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    }

    @Test
    void theFirstStartMakesAnArchiveUnseenAndTheNextOneUsesIt() throws Exception {
        assertFalse(started("--help").contains("SharedArchiveFile"));
        await(() -> archives().size() == 1);
        String second = started("--help");
        assertTrue(second.contains("[-XX:SharedArchiveFile=" + archives().getFirst() + "]"), second);
        assertEquals(1, rehearsals());
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        String call = started("run", "-p", "two  words, \"quotes\" and *", "");
        assertTrue(call.endsWith("[org.cria.cli.Main][run][-p][two  words, \"quotes\" and *][]"), call);
        await(() -> archives().size() == 1);
    }

    @Test
    void otherJarsOrAnotherJdkGetAnArchiveOfTheirOwnAndTheOldOneGoes() throws Exception {
        started("--help");
        await(() -> archives().size() == 1);
        Path first = archives().getFirst();
        Files.writeString(home.resolve("lib/cria-cli.jar"), "other classes");
        assertFalse(started("--help").contains("SharedArchiveFile"));
        await(() -> isReplaced(first));
        Path second = archives().getFirst();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.4\"\n");
        assertFalse(started("--help").contains("SharedArchiveFile"));
        await(() -> isReplaced(second));
    }

    @Test
    void anArchiveThatCannotBeMadeIsNotTriedAgainAndNobodyIsTold() throws Exception {
        Files.createFile(jdk.resolve("broken"));
        started("--help");
        await(() -> rehearsals() == 1);
        assertFalse(started("--help").contains("SharedArchiveFile"));
        Thread.sleep(200);
        assertEquals(1, rehearsals());
        assertEquals(List.of(), archives());
    }

    /** Starts {@code cria} and returns how it called java; its own output must stay empty. */
    private String started(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = Stream.concat(
                        Stream.of("sh", home.resolve("cria").toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        assertEquals("", Files.readString(output));
        return Files.readString(jdk.resolve("call." + process.pid()));
    }

    private int rehearsals() {
        try (Stream<Path> calls = Files.list(jdk)) {
            return (int) calls.filter(file -> file.getFileName().toString().startsWith("call."))
                    .filter(LauncherArchiveTest::isRehearsal)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRehearsal(Path call) {
        try {
            return Files.readString(call).endsWith("[org.cria.cli.Rehearsal]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archives that are there, once nobody makes one any more. */
    private List<Path> archives() {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            List<String> all = files.map(Path::toString).toList();
            return all.stream().anyMatch(file -> file.endsWith(".new"))
                    ? List.of()
                    : all.stream()
                            .filter(file -> file.endsWith(".jsa"))
                            .map(Path::of)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReplaced(Path old) {
        List<Path> there = archives();
        return there.size() == 1 && !there.contains(old);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "never happened");
            Thread.sleep(20);
        }
    }
}
