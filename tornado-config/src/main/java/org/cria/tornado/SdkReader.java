package org.cria.tornado;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Judges what a folder holds of an SDK by what the SDK says of itself: its version, its backends, the JDKs that it is for. No version
 * is expected.
 *
 * @param jdk the version of the JDK that the SDK must be for
 */
record SdkReader(int jdk) {
    private static final int NEEDED_BY_CRIA = 25;

    /** How to get an SDK that fits. */
    String advice() {
        String name = jdk == 25 ? "5.2.0-jdk25" : "7.0.0-jdk22plus";
        return "Get one: 'sdk install tornadovm " + name + "-cuda' for NVIDIA GPUs, '" + name
                + "-opencl' for others, with SDKMAN!, or unpack an archive from"
                + " https://github.com/beehive-lab/TornadoVM/releases and set " + SdkSearch.VARIABLE
                + " to its folder.";
    }

    SdkSearch read(Path home) {
        try {
            return check(home.toAbsolutePath().normalize());
        } catch (AccessDeniedException e) {
            return new SdkSearch.Unfit(
                    home,
                    e.getFile() + " cannot be read: permission is denied. Change it, or unpack an SDK of your own.");
        } catch (IOException e) {
            return new SdkSearch.Unfit(home, home + " cannot be read (" + e + "). " + advice());
        }
    }

    private SdkSearch check(Path home) throws IOException {
        if (!SdkFolder.isThere(home) || !Files.isDirectory(home)) {
            return new SdkSearch.Unfit(home, home + " is no folder, expected TornadoVM's SDK. " + advice());
        }
        SdkFolder folder = new SdkFolder(home);
        List<String> backends = folder.backends();
        if (backends.isEmpty()) {
            Optional<Path> inner = folder.inner();
            return inner.isPresent()
                    ? new SdkSearch.Unfit(
                            home,
                            home + " is no SDK, and holds one. Set " + SdkSearch.VARIABLE + " to " + inner.get() + ".")
                    : unfit(home, "has no list of backends in etc/tornado.backend");
        }
        Optional<String> version = folder.version();
        if (version.isEmpty()) {
            return unfit(home, "has no version in etc/tornado.release and no share/java/tornado/tornado-api-*.jar");
        }
        Optional<JdkRange> range = JdkRange.of(home, version.get());
        if (range.isEmpty()) {
            return new SdkSearch.Unfit(
                    home,
                    home + " is TornadoVM " + version.get() + " and does not say for which JDK, expected one for JDK "
                            + jdk + ". " + advice());
        }
        if (!range.get().has(jdk)) {
            return new SdkSearch.Unfit(home, wrongJdk(home, version.get(), range.get()));
        }
        Optional<String> fault = folder.fault(backends);
        return fault.isPresent()
                ? unfit(home, fault.get())
                : new SdkSearch.Found(new Sdk(home, version.get(), backends));
    }

    private String wrongJdk(Path home, String version, JdkRange range) {
        return home + " is TornadoVM " + version + " for " + range.text() + ", and JDK " + jdk + " runs Cria. "
                + (range.first() >= NEEDED_BY_CRIA ? "Set JAVA_HOME to a JDK " + range.first() + "." : advice());
    }

    private SdkSearch unfit(Path home, String found) {
        return new SdkSearch.Unfit(home, home + " " + found + ": it is no SDK, or a part of one. " + advice());
    }
}
