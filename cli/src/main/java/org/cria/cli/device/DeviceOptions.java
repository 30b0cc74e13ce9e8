package org.cria.cli.device;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.cria.kernels.lab.KernelClasses;
import org.cria.tornado.ArgFile;
import org.cria.tornado.JvmOptions;
import org.cria.tornado.Sdk;

/** The options of a JVM that runs models on TornadoVM's devices, in a file for {@code java @FILE}. */
public final class DeviceOptions {
    /** Ours: as the launcher starts the JVM without TornadoVM. */
    private static final List<String> OWN = List.of(
            "-XX:+UseSerialGC",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.system.class.loader=" + KernelClasses.class.getName());

    /** Holds classes of the names of TornadoVM's, which would come first. */
    private static final String EMULATOR = "cria-tornado-emulator-";

    private DeviceOptions() {}

    /**
     * Writes such a file, or finds it: one for each different content, which few are.
     *
     * @param plannedBytes of weights, cache and activations
     * @param classPath of a JVM without TornadoVM
     */
    public static Path write(Map<String, String> environment, Sdk sdk, long plannedBytes, String classPath)
            throws IOException {
        List<String> jars = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(jar -> !Path.of(jar).getFileName().toString().startsWith(EMULATOR))
                .toList();
        List<String> options =
                new ArrayList<>(JvmOptions.of(sdk, Runtime.version().feature(), plannedBytes, jars, environment));
        options.addAll(0, OWN);
        String text = ArgFile.text(options);
        CacheFolder folder = CacheFolder.of(environment);
        String name = "tornado/" + checksum(text) + ".args";
        Path file = folder.path().resolve(name);
        if (Files.isRegularFile(file) && Files.readString(file).equals(text)) {
            return file;
        }
        try {
            folder.write(name, text);
            return file;
        } catch (IOException e) {
            return Files.writeString(Files.createTempFile("cria-tornado-", ".args"), text); // nowhere to keep it
        }
    }

    private static String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(checksum.getValue());
    }
}
