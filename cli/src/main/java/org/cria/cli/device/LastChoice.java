package org.cria.cli.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code auto} took the last time that it saw all devices, so that where the CPU is taken the JVM starts without TornadoVM the
 * next time. The launcher reads the file as well: three lines, the SDK's folder, the device and the reason. It holds until the SDK or
 * the list of OpenCL's drivers changes, or {@code cria devices} looks again.
 */
final class LastChoice {
    private static final String FILE = "auto-device";

    private LastChoice() {}

    /** The choice that was made with this SDK. */
    static Optional<Choice> read(CacheFolder folder, Path sdk) {
        Path file = folder.path().resolve(FILE);
        try {
            List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
            return lines.size() == 3 && lines.getFirst().equals(sdk.toString())
                    ? Optional.of(new Choice(lines.get(1), lines.get(2)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static void write(CacheFolder folder, Path sdk, Choice choice) {
        try {
            folder.write(FILE, sdk + "\n" + choice.device() + "\n" + choice.reason() + "\n");
        } catch (IOException e) {
            // Then the next run looks again.
        }
    }
}
