package org.cria.tornado;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What lies in an SDK's folder. Releases up to 5.2 have a native library for each backend; later ones reach drivers by foreign
 * functions and may have none.
 */
record SdkFolder(Path home) {
    private static final Path JARS = Path.of("share", "java", "tornado");
    private static final Path GRAAL = Path.of("share", "java", "graalJars");
    private static final Path BACKENDS = Path.of("etc", "tornado.backend");
    private static final Path RELEASE = Path.of("etc", "tornado.release");

    /** An archive's last record, and what it begins with. */
    private static final int END_BYTES = 22;

    private static final int END = 0x06054b50;

    /** Of the releases that bring their own compiler interface: the JDKs that they are for. */
    static final Path JDKS = Path.of("etc", "tornado.jdk");

    /** Whether there is such a file or folder. Where that may not be known, it is an error that names it. */
    static boolean isThere(Path path) throws IOException {
        if (!Files.exists(path) && !Files.notExists(path)) {
            throw new AccessDeniedException(path.toString());
        }
        return Files.exists(path);
    }

    /** A file's text; bytes that are none become signs for that, and what is damaged is told by what is missing. */
    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** The first file of a folder that has such a name, if there is such a folder. */
    static Optional<Path> first(Path folder, String pattern) throws IOException {
        if (!isThere(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** The folder in this one that looks like an SDK: archives hold one of the release's name. */
    Optional<Path> inner() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home, Files::isDirectory)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(BACKENDS))) {
                    return Optional.of(folder);
                }
            }
        }
        return Optional.empty();
    }

    /** As the SDK's own file lists them, without {@code -backend}; none if there is no such list. */
    List<String> backends() throws IOException {
        Path settings = home.resolve(BACKENDS);
        if (!isThere(settings)) {
            return List.of();
        }
        return text(settings)
                .lines()
                .filter(line -> line.startsWith("tornado.backends="))
                .flatMap(line -> Stream.of(line.substring(line.indexOf('=') + 1).split("[,\\s]+")))
                .map(name -> name.replace("-backend", ""))
                .filter(name -> name.matches("[a-z0-9]+"))
                .toList();
    }

    /** As the SDK's own file tells it, else as a jar is called. */
    Optional<String> version() throws IOException {
        Path release = home.resolve(RELEASE);
        if (isThere(release)) {
            Optional<String> version = text(release)
                    .lines()
                    .filter(line -> line.startsWith("version="))
                    .map(line -> line.substring(line.indexOf('=') + 1).strip())
                    .filter(each -> !each.isEmpty())
                    .findFirst();
            if (version.isPresent()) {
                return version;
            }
        }
        return first(home.resolve(JARS), "tornado-api-*.jar")
                .map(jar -> jar.getFileName().toString().replaceAll("tornado-api-(.*)\\.jar", "$1"));
    }

    /** What the folder lacks or has damaged, in words that follow its name; empty if nothing. */
    Optional<String> fault(List<String> backends) throws IOException {
        Path jars = home.resolve(JARS);
        for (String part : List.of("tornado-api-*.jar", "tornado-runtime-*.jar")) {
            if (first(jars, part).isEmpty()) {
                return Optional.of("has no share/java/tornado/" + part);
            }
        }
        if (first(home.resolve(GRAAL), "*.jar").isEmpty()) {
            return Optional.of("has no jars in share/java/graalJars");
        }
        boolean foreign =
                isThere(home.resolve(JDKS)) || isThere(home.resolve(SdkOptions.COMPILER_INTERFACE)); // not up to 5.2
        for (String backend : backends) {
            String driver = "tornado-drivers-" + backend;
            if (first(jars, driver + "-[0-9]*.jar").isEmpty()) { // and not its libraries' jar
                return Optional.of("has no share/java/tornado/" + driver + "-*.jar for its backend " + backend);
            }
            Optional<Path> library = first(home.resolve("lib"), "*tornado-" + library(backend) + ".*");
            if (!foreign && library.isEmpty()) {
                return Optional.of("has no library for its backend " + backend + " in lib");
            }
            if (library.isPresent() && Files.size(library.get()) == 0) {
                return Optional.of("has an empty " + home.relativize(library.get()));
            }
        }
        Optional<String> damaged = damagedJar(List.of(JARS, GRAAL, SdkOptions.COMPILER_INTERFACE));
        return damaged.isPresent() ? damaged : argFileFault(foreign);
    }

    private static String library(String backend) {
        return backend.equals("spirv") ? "levelzero" : backend; // SPIR-V's drivers are reached by Level Zero
    }

    /** A jar that broke off on its way would end the JVM before anything of Cria runs. */
    private Optional<String> damagedJar(List<Path> folders) throws IOException {
        for (Path folder : folders) {
            if (!isThere(home.resolve(folder))) {
                continue;
            }
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(home.resolve(folder), "*.jar")) {
                for (Path jar : jars) {
                    if (!isWhole(jar)) {
                        return Optional.of("has a damaged " + home.relativize(jar));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** An archive's last record tells without its contents being read: 43 jars took 57 ms (Zen 5), and this is part of every start. */
    private static boolean isWhole(Path jar) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (SeekableByteChannel bytes = Files.newByteChannel(jar)) {
            bytes.position(Math.max(0, bytes.size() - END_BYTES));
            while (last.hasRemaining() && bytes.read(last) >= 0) {}
        }
        if (!last.hasRemaining() && last.getInt(0) == END) {
            return true;
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) { // one with a comment behind it
            return zip.size() > 0;
        } catch (ZipException e) {
            return false;
        }
    }

    private Optional<String> argFileFault(boolean foreign) throws IOException {
        Path file = SdkOptions.argFile(home);
        String again = foreign ? " ('bin/tornado --generate-argfile' in it writes one)" : "";
        if (!isThere(file)) {
            return Optional.of("has neither tornado-argfile nor tornado-argfile.template" + again);
        }
        boolean modules = ArgFile.words(text(file)).stream()
                .anyMatch(word -> word.equals("-p") || word.startsWith("--module-path"));
        return modules
                ? Optional.empty()
                : Optional.of("has a damaged " + home.relativize(file) + ", without a module path" + again);
    }
}
