package org.cria.tornado;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads what a folder holds of an SDK, and what the SDK says of itself: its version, its backends, the JDKs that it is for. No version
 * is expected. Releases up to 5.2 have a native library for each backend; later ones reach drivers by foreign functions and may have
 * none.
 *
 * @param jdk the version of the JDK that the SDK must be for
 */
record SdkReader(int jdk) {
    private static final Path JARS = Path.of("share", "java", "tornado");
    private static final Path JDK_FILE = Path.of("etc", "tornado.jdk");

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
        } catch (IOException e) {
            return new SdkSearch.Unfit(home, home + " cannot be read (" + e + "). Check its permissions.");
        }
    }

    private SdkSearch check(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return new SdkSearch.Unfit(home, home + " is no folder, expected TornadoVM's SDK. " + advice());
        }
        List<String> backends = backends(home.resolve(Path.of("etc", "tornado.backend")));
        if (backends.isEmpty()) {
            return unfit(home, "has no list of backends in etc/tornado.backend");
        }
        Optional<String> version = version(home);
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
        Optional<String> missing = missing(home, backends);
        return missing.isPresent()
                ? unfit(home, missing.get())
                : new SdkSearch.Found(new Sdk(home, version.get(), backends));
    }

    private String wrongJdk(Path home, String version, JdkRange range) {
        boolean newEnough = range.first() >= 25; // what Cria itself needs
        return home + " is TornadoVM " + version + " for " + range.text() + ", and JDK " + jdk + " runs Cria. "
                + (newEnough ? "Set JAVA_HOME to a JDK " + range.first() + "." : advice());
    }

    /** What the folder lacks, in words that follow its name. */
    private static Optional<String> missing(Path home, List<String> backends) throws IOException {
        Path jars = home.resolve(JARS);
        for (String part : List.of("tornado-api-*.jar", "tornado-runtime-*.jar")) {
            Optional<Path> jar = first(jars, part);
            if (jar.isEmpty()) {
                return Optional.of("has no share/java/tornado/" + part);
            }
            if (!isWhole(jar.get())) {
                return Optional.of("has a damaged " + home.relativize(jar.get()));
            }
        }
        if (first(home.resolve(Path.of("share", "java", "graalJars")), "*.jar").isEmpty()) {
            return Optional.of("has no jars in share/java/graalJars");
        }
        boolean foreign = Files.exists(home.resolve(JDK_FILE))
                || Files.isDirectory(home.resolve(SdkOptions.COMPILER_INTERFACE)); // not up to 5.2
        for (String backend : backends) {
            if (first(jars, "tornado-drivers-" + backend + "-*.jar").isEmpty()) {
                return Optional.of(
                        "has no share/java/tornado/tornado-drivers-" + backend + "-*.jar for its backend " + backend);
            }
            if (!foreign
                    && first(home.resolve("lib"), "*tornado-" + backend + ".*").isEmpty()) {
                return Optional.of("has no library for its backend " + backend + " in lib");
            }
        }
        if (!Files.exists(SdkOptions.argFile(home))) {
            return Optional.of("has neither tornado-argfile nor tornado-argfile.template"
                    + (foreign ? " ('bin/tornado --generate-argfile' in it writes one)" : ""));
        }
        return Optional.empty();
    }

    private static boolean isWhole(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() > 0;
        } catch (ZipException e) {
            return false;
        }
    }

    private SdkSearch unfit(Path home, String found) {
        return new SdkSearch.Unfit(home, home + " " + found + ": it is no SDK, or a part of one. " + advice());
    }

    private static List<String> backends(Path settings) throws IOException {
        if (!Files.exists(settings)) {
            return List.of();
        }
        return Files.readAllLines(settings).stream()
                .filter(line -> line.startsWith("tornado.backends="))
                .flatMap(line -> Stream.of(line.substring(line.indexOf('=') + 1).split("[,\\s]+")))
                .map(name -> name.replace("-backend", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Optional<String> version(Path home) throws IOException {
        Path release = home.resolve(Path.of("etc", "tornado.release"));
        if (Files.exists(release)) {
            for (String line : Files.readAllLines(release)) {
                String version = line.startsWith("version=")
                        ? line.substring(line.indexOf('=') + 1).strip()
                        : "";
                if (!version.isEmpty()) {
                    return Optional.of(version);
                }
            }
        }
        return first(home.resolve(JARS), "tornado-api-*.jar")
                .map(jar -> jar.getFileName().toString().replaceAll("tornado-api-(.*)\\.jar", "$1"));
    }

    private static Optional<Path> first(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
