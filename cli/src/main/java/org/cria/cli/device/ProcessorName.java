package org.cria.cli.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of the CPU, for reports. */
public final class ProcessorName {
    private ProcessorName() {}

    /** Where Linux tells it, else the architecture. */
    public static String read() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return architecture(); // not Linux
        }
        return architecture();
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }
}
