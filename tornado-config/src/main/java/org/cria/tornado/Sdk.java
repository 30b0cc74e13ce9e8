package org.cria.tornado;

import java.nio.file.Path;
import java.util.List;

/**
 * An SDK of TornadoVM that Cria can run with.
 *
 * @param home its folder
 * @param version as it names itself: {@code 5.2.0-jdk25}, {@code 7.0.0}
 * @param backends that it was built with: {@code opencl}, {@code cuda}, {@code metal}, …
 */
public record Sdk(Path home, String version, List<String> backends) {
    public Sdk {
        backends = List.copyOf(backends);
    }

    /** The releases that Cria was tried with. Others may work as well: the self-test of each kernel decides. */
    private static final String TRIED = "5.2";

    /** Whether Cria was tried with this release. */
    public boolean isTried() {
        return version.equals(TRIED) || version.startsWith(TRIED + ".") || version.startsWith(TRIED + "-");
    }

    /** For people. */
    public String summary() {
        return "TornadoVM " + version + " (" + String.join(", ", backends) + ") in " + home
                + (isTried() ? "" : "; Cria was tried with " + TRIED + ", so here its self-test decides what may run");
    }
}
