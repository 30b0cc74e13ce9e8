package org.cria.tornado;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what a folder holds of an SDK. The releases that were tried are those of 5.2; later ones reach devices in other ways.
 *
 * @param jdk the version of the JDK that the SDK must be for: it brings a compiler made for that version alone
 */
record SdkReader(int jdk) {
    private static final String TRIED = "5.2";
    private static final int TRIED_JDK = 25;
    private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+)[^-]*-jdk(\\d+)\\S*");
    private static final Path JARS = Path.of("share", "java", "tornado");

    /** How to get an SDK that fits. */
    static final String ADVICE = "Get one: 'sdk install tornadovm " + TRIED + ".0-jdk" + TRIED_JDK
            + "-opencl' with SDKMAN!, or unpack a " + TRIED + " jdk" + TRIED_JDK
            + " archive from https://github.com/beehive-lab/TornadoVM/releases and set " + SdkSearch.VARIABLE
            + " to its folder.";

    SdkSearch read(Path home) {
        try {
            return check(home.toAbsolutePath().normalize());
        } catch (IOException e) {
            return new SdkSearch.Unfit(home, home + " cannot be read (" + e + "). Check its permissions.");
        }
    }

    private SdkSearch check(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return new SdkSearch.Unfit(home, home + " is no folder, expected TornadoVM's SDK. " + ADVICE);
        }
        Path settings = home.resolve(Path.of("etc", "tornado.backend"));
        List<String> backends = backends(settings);
        if (backends.isEmpty()) {
            return unfit(home, "has no list of backends in etc/tornado.backend");
        }
        Optional<String> version = version(home);
        if (version.isEmpty()) {
            return unfit(home, "has no version in etc/tornado.release and no share/java/tornado/tornado-api-*.jar");
        }
        Matcher parts = VERSION.matcher(version.get());
        if (!parts.matches() || !parts.group(1).equals(TRIED)) {
            return new SdkSearch.Unfit(
                    home, home + " is TornadoVM " + version.get() + ", expected " + TRIED + ". " + ADVICE);
        }
        int sdkJdk = Integer.parseInt(parts.group(2));
        if (sdkJdk != jdk) {
            return new SdkSearch.Unfit(
                    home,
                    home + " is TornadoVM " + version.get() + ", expected one for JDK " + jdk + ", which runs Cria. "
                            + (sdkJdk == TRIED_JDK ? "Set JAVA_HOME to a JDK " + sdkJdk + "." : ADVICE));
        }
        for (String part : List.of("tornado-api-*.jar", "tornado-runtime-*.jar")) {
            if (first(home.resolve(JARS), part).isEmpty()) {
                return unfit(home, "has no share/java/tornado/" + part);
            }
        }
        if (first(home.resolve(Path.of("share", "java", "graalJars")), "*.jar").isEmpty()) {
            return unfit(home, "has no jars in share/java/graalJars");
        }
        for (String backend : backends) {
            if (first(home.resolve("lib"), "*tornado-" + backend + ".*").isEmpty()) {
                return unfit(home, "has no library for its backend " + backend + " in lib");
            }
        }
        if (!Files.exists(argFile(home))) {
            return unfit(home, "has neither tornado-argfile nor tornado-argfile.template");
        }
        return new SdkSearch.Found(new Sdk(home, version.get(), backends));
    }

    private SdkSearch unfit(Path home, String found) {
        return new SdkSearch.Unfit(home, home + " " + found + ": it is no SDK, or a part of one. " + ADVICE);
    }

    /** The template goes before the file that TornadoVM makes from it: a folder that was moved has a file with old paths. */
    static Path argFile(Path home) {
        Path template = home.resolve("tornado-argfile.template");
        return Files.exists(template) ? template : home.resolve("tornado-argfile");
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
                if (line.startsWith("version=")) {
                    return Optional.of(line.substring(line.indexOf('=') + 1).strip());
                }
            }
        }
        return first(home.resolve(JARS), "tornado-api-*.jar")
                .map(jar -> jar.replaceAll("tornado-api-(.*)\\.jar", "$1"));
    }

    private static Optional<String> first(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                return Optional.of(file.getFileName().toString());
            }
        }
        return Optional.empty();
    }
}
