package org.cria.tornado;

import java.nio.file.Path;
import java.util.List;

/**
 * An SDK of TornadoVM that Cria can run with.
 *
 * @param home its folder
 * @param version with the JDK that it is for: {@code 5.2.0-jdk25}
 * @param backends that it was built with: {@code opencl}, {@code ptx}, {@code cuda}, …
 */
public record Sdk(Path home, String version, List<String> backends) {
    public Sdk {
        backends = List.copyOf(backends);
    }

    /** For people. */
    public String summary() {
        return "TornadoVM " + version + " (" + String.join(", ", backends) + ") in " + home;
    }
}
