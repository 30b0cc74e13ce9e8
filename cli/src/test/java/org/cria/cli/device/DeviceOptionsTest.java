package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cria.tornado.Sdk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceOptionsTest {
    @TempDir
    private Path folder;

    private final String classPath = String.join(
            File.pathSeparator, "lib/cria-cli.jar", "lib/cria-tornado-emulator-1.jar", "lib/cria-kernels.jar");

    @BeforeEach
    void writeSdk() throws IOException {
        Files.writeString(folder.resolve("tornado-argfile.template"), "-XX:+EnableJVMCI\n-XX:+UseParallelGC\n");
    }

    @Test
    void theEmulatorsClassesStayOutOfTheSdksWay() throws IOException {
        List<String> lines = Files.readAllLines(write(0));
        assertEquals("lib/cria-cli.jar" + File.pathSeparator + "lib/cria-kernels.jar", lines.getLast());
        assertEquals("-cp", lines.get(lines.size() - 2));
    }

    @Test
    void theJvmHasOneCollectorAndTheVectorApi() throws IOException {
        List<String> lines = Files.readAllLines(write(0));
        assertEquals(
                1,
                lines.stream().filter(line -> line.matches("-XX:\\+Use\\w+GC")).count(),
                lines.toString());
        assertTrue(lines.contains("--add-modules=jdk.incubator.vector"), lines.toString());
    }

    @Test
    void runsOfOneSizeShareAFile() throws IOException {
        Path first = write(5L << 30);
        assertEquals(first, write((5L << 30) + 1000));
        assertNotEquals(first, write(9L << 30));
        assertTrue(first.startsWith(folder.resolve("cria")), first.toString());
    }

    @Test
    void whereNothingCanBeKeptTheFileIsATemporaryOne() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        Path file = DeviceOptions.write(Map.of("XDG_CACHE_HOME", blocked.toString()), sdk(), 0, classPath);
        assertEquals(Files.readString(write(0)), Files.readString(file));
        Files.delete(file);
    }

    private Path write(long bytes) throws IOException {
        return DeviceOptions.write(Map.of("XDG_CACHE_HOME", folder.toString()), sdk(), bytes, classPath);
    }

    private Sdk sdk() {
        return new Sdk(folder, "5.2.0-jdk25", List.of("opencl"));
    }
}
