package org.cria.model;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory the machine, or the container, can still give. */
public final class AvailableMemory {
    private AvailableMemory() {}

    /**
     * In bytes: what Linux estimates (the page cache counts, since it gives way), within a container's limit; elsewhere the
     * whole memory, since free memory there leaves caches out and would refuse models that fit.
     */
    public static long bytes() {
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    long kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
                    return Math.min(total, kibibytes * 1024);
                }
            }
        } catch (IOException e) {
            return total; // not Linux
        }
        return total;
    }
}
