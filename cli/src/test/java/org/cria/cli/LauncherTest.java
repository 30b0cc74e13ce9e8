package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When the launcher asks Cria for TornadoVM's options. Its JDK here is a script that prints how it was started, and its SDK a folder
 * with two files.
 */
final class LauncherTest {
    private static final String OPTIONS = "/options of a device";

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path folder;

    /** The launcher may be making its archive of classes in there still. */
    @AfterEach
    void remove() throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (tries == 100) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    @BeforeEach
    void unpack() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "cria.cmd starts Cria here");
        Path checkout = Path.of("..").toAbsolutePath();
        Files.createDirectories(folder.resolve("cria/lib"));
        Files.createDirectories(folder.resolve("cria/scripts"));
        Files.copy(checkout.resolve("cria"), folder.resolve("cria/cria"));
        Files.copy(checkout.resolve("scripts/find-jdk"), folder.resolve("cria/scripts/find-jdk"));
        script("jdk/bin/java", """
                case " $* " in *" -Dcria.stdout=3 "*) exec >&3 3>&- ;; esac
                case " $* " in
                    *" org.cria.cli.LaunchOptions "*) echo "ASKED $*" >&2; echo "%s" ;;
                    *" org.cria.cli.Rehearsal "*)
                        for option; do case $option in -XX:ArchiveClassesAtExit=*) : >"${option#*=}" ;; esac; done ;;
                    *)
                        printf '%%s' "${LD_PRELOAD:-}" >"${0%%/*}/preloaded"
                        printf '%%s\\0' "$@" ;;
                esac
                """.formatted(OPTIONS));
        script("jdk/bin/javac", "");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.createDirectories(sdk().resolve("etc"));
        Files.writeString(sdk().resolve("etc/tornado.backend"), "tornado.backends=opencl-backend\n");
        Files.writeString(sdk().resolve("etc/tornado.release"), "version=5.2.0-jdk25\n");
        Files.setLastModifiedTime(
                sdk().resolve("etc/tornado.release"),
                FileTime.from(Instant.now().minusSeconds(100)));
        Files.createDirectories(folder.resolve("cache/cria"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --device tornado -p a",
                "chat -dev tornado:opencl:1",
                "bench --device=tornado",
                "run --device cpu --device tornado",
                "run",
                "devices"
            })
    void aCommandThatMayUseADeviceStartsWithItsOptions(String line) throws Exception {
        Started started = start(line.split(" "));
        assertTrue(started.asked());
        assertEquals("@" + OPTIONS, started.words().getFirst());
        assertEquals(List.of(line.split(" ")), started.arguments());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --device cpu -p a",
                "chat -dev emulator",
                "bench --device=cpu",
                "run --device tornado -dev cpu",
                "models",
                "inspect x.gguf",
                "--version"
            })
    void othersStartAtOnceAndWithoutThem(String line) throws Exception {
        assertPlain(start(line.split(" ")));
    }

    @Test
    void withoutAnSdkNothingIsAsked() throws Exception {
        Files.delete(sdk().resolve("etc/tornado.backend"));
        assertPlain(start("run", "--device", "tornado"));
    }

    @Test
    void whereAutoTookTheCpuItIsNotAskedAgain() throws Exception {
        last(sdk(), "cpu");
        assertPlain(start("run", "-p", "a"));
        assertTrue(start("run", "--device", "tornado").asked());
        assertTrue(start("devices").asked());
    }

    @Test
    void autoIsAskedAgainWhenADeviceWasTakenOrTheSdkIsAnother() throws Exception {
        last(sdk(), "tornado:opencl:0");
        assertTrue(start("run").asked());
        last(folder.resolve("another"), "cpu");
        assertTrue(start("run").asked());
        last(sdk(), "cpu");
        Files.setLastModifiedTime(
                sdk().resolve("etc/tornado.release"),
                FileTime.from(Instant.now().plusSeconds(100)));
        assertTrue(start("run").asked(), "a newer SDK in the same place");
    }

    @Test
    void driversStandInLineForSignals() throws Exception {
        Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        assumeTrue(Files.exists(library), "another system's JDK");
        Path own = folder.resolve("jdk/lib/libjsig.so");
        Files.createDirectories(own.getParent());
        Files.copy(library, own);
        start("run", "--device", "tornado");
        assertEquals(own.toString(), Files.readString(folder.resolve("jdk/bin/preloaded")));
        start("run", "--device", "cpu");
        assertEquals("", Files.readString(folder.resolve("jdk/bin/preloaded")), "no drivers, no need");
    }

    @Test
    void argumentsArriveAsTheyWere() throws Exception {
        String[] words = {"run", "--device", "tornado", "-p", "two  words * $HOME\n'next'", ""};
        assertEquals(List.of(words), start(words).arguments());
    }

    @Test
    void c2WaitsWhereMachineCodeComputesAndOnlyThere() throws Exception {
        Path processor = Path.of("/proc/cpuinfo");
        boolean machineCode =
                Files.exists(processor) && Files.readString(processor).contains(" avx2 ");
        assertEquals(machineCode, waits("run", "--device", "cpu"));
        assertFalse(waits("run", "--device", "cpu", "--cpu-kernels", "vector"));
        assertFalse(waits("--version"), "which has no C2 at all");
    }

    private boolean waits(String... line) throws Exception {
        return start(line).words().stream().anyMatch(word -> word.startsWith("-XX:Tier4"));
    }

    private Path sdk() {
        return folder.resolve("an SDK");
    }

    private void last(Path sdk, String device) throws IOException {
        Files.writeString(folder.resolve("cache/cria/auto-device"), sdk + "\n" + device + "\na reason\n");
    }

    @Test
    void withoutAStandardOutputNothingIsStartedAndAWordIsSaid() throws Exception {
        Shell shell = shell("exec \"$0\" --version >&-", Map.of());
        assertEquals(1, shell.exitCode());
        assertTrue(shell.err().startsWith("cria: standard output is closed"), shell.err());
    }

    @Test
    void aClosedInputIsAnEmptyOneAndClosedErrorsGoNowhere() throws Exception {
        withoutSdk();
        script("jdk/bin/java", "cat && echo 'cria: lost' >&2 && echo whole");
        assertEquals(new Shell(0, "whole\n", ""), shell("exec \"$0\" models <&- 2>&-", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --device cpu", "run --device tornado"})
    void whatTheJvmSaysByItselfIsNotAmongTheOutput(String line) throws Exception {
        script("jdk/bin/java", """
                case $* in
                    *LaunchOptions*) echo /options ;;
                    *Rehearsal*) for option; do case $option in -XX:ArchiveClassesAtExit=*) : >"${option#*=}" ;; esac; done ;;
                    *) echo '# A fatal error' && echo text >&3 ;;
                esac
                """);
        Shell shell = shell("exec \"$0\" " + line, Map.of());
        assertEquals("text\n", shell.out());
        assertEquals("# A fatal error\n", shell.err());
        if (line.equals("run --device cpu")) {
            awaitArchive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LC_CTYPE, C, C.UTF-8",
        "LANG, POSIX, C.UTF-8",
        "LANG, de_DE.UTF-8, ''",
        "LC_ALL, en_US.ISO-8859-1, en_US.ISO-8859-1"
    })
    void theJvmReadsArgumentsAsUtf8WhereTheLocaleSaysNothing(String name, String value, String given) throws Exception {
        withoutSdk();
        script("jdk/bin/java", """
                case $* in
                    *Rehearsal*) for option; do case $option in -XX:ArchiveClassesAtExit=*) : >"${option#*=}" ;; esac; done ;;
                    *) echo "<${LC_ALL:-}>" ;;
                esac
                """);
        assertEquals(
                "<" + given + ">\n",
                shell("exec \"$0\" models 2>/dev/null", Map.of(name, value)).out());
        awaitArchive();
    }

    private void withoutSdk() throws IOException {
        Files.delete(sdk().resolve("etc/tornado.backend"));
    }

    private record Shell(int exitCode, String out, String err) {}

    /** Runs a line of sh, whose {@code $0} is the launcher, without another locale than what is given. */
    private Shell shell(String line, Map<String, String> locale) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", line, folder.resolve("cria/cria").toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("LC_") || key.equals("LANG") || key.startsWith("CRIA_"));
        environment.putAll(locale);
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
        environment.put("TORNADOVM_HOME", sdk().toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Shell(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void assertPlain(Started started) {
        assertFalse(started.asked());
        assertEquals("-XX:+UseSerialGC", started.words().getFirst());
    }

    /** How java was started; {@code asked} if Cria was asked for options before. */
    private record Started(List<String> words, boolean asked) {
        List<String> arguments() {
            return words.subList(words.indexOf("org.cria.cli.Main") + 1, words.size());
        }
    }

    private Started start(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("cria/cria").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().remove("CRIA_JAVA_OPTS");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("TORNADOVM_HOME", sdk().toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        String complaints = Files.readString(err);
        assertEquals(0, process.exitValue(), complaints);
        String text = Files.readString(out);
        Started started = new Started(
                List.of(text.substring(0, text.length() - 1).split("\0", -1)), complaints.startsWith("ASKED "));
        if (!started.asked()) {
            awaitArchive();
        }
        return started;
    }

    /** A plain start makes an archive of classes in the background, in a folder that goes with the test. */
    private void awaitArchive() throws IOException, InterruptedException {
        for (int tries = 0; tries < 1000; tries++) {
            try (Stream<Path> files = Files.list(folder.resolve("cria/lib"))) {
                List<String> names = files.map(Path::toString).toList();
                if (names.stream().anyMatch(name -> name.endsWith(".jsa"))
                        && names.stream().noneMatch(name -> name.endsWith(".new"))) {
                    return;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no archive of classes was made");
    }

    private void script(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
