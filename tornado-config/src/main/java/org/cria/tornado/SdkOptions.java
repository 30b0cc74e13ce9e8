package org.cria.tornado;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The options that an SDK's file of arguments lists, for the place where the SDK is now and for the JDK at hand. The file was written
 * on one JDK and place, and neither need be this one.
 *
 * @param home the SDK's folder
 * @param jdk version of the JDK that gets the options
 */
record SdkOptions(Path home, int jdk) {
    /** Where releases that run without the JDK's compiler interface keep their own. */
    static final Path COMPILER_INTERFACE = Path.of("share", "java", "jvmci");

    /** The JDK's own module of that interface, which is gone from 27 on. */
    private static final String MODULE = "jdk.internal.vm.ci";

    private static final int WITHOUT_MODULE = 27;
    private static final String ENABLE = "-XX:+EnableJVMCI";
    private static final String UNLOCK = "-XX:+UnlockExperimentalVMOptions";

    /** The JDK's own module has these without asking; one of the same name in their place must ask. */
    private static final List<String> PACKAGES =
            List.of("jdk.internal.misc", "jdk.internal.vm", "jdk.internal.vm.annotation", "jdk.internal.reflect");

    /** The template goes before the file that TornadoVM makes from it: a folder that was moved has a file with old paths. */
    static Path argFile(Path home) {
        Path template = home.resolve("tornado-argfile.template");
        return Files.exists(template) ? template : home.resolve("tornado-argfile");
    }

    /**
     * Left out are the working directory on the module path, where any jar would keep the JVM from starting, and the collector, which
     * is the caller's choice.
     */
    List<String> list() throws IOException {
        List<String> options = new ArrayList<>();
        String before = "";
        for (String word : words(argFile(home))) {
            boolean path = before.equals("--module-path") || before.equals("-p");
            String here = word.replace("${TORNADOVM_HOME}", home.toString());
            if (path) {
                here = withoutWorkingDirectory(here);
            }
            if (!here.matches("-XX:\\+Use\\w*GC")) {
                options.add(here);
            }
            before = word;
        }
        Optional<Path> own = SdkFolder.first(home.resolve(COMPILER_INTERFACE), "*.jar");
        if (own.isPresent()) {
            useOwn(options, home.resolve(COMPILER_INTERFACE).toString(), own.get());
        }
        return options;
    }

    /** A reference to a file of arguments in the file of arguments, which {@code java} does not follow, is followed here. */
    private List<String> words(Path file) throws IOException {
        List<String> words = new ArrayList<>();
        for (String word : ArgFile.words(SdkFolder.text(file))) {
            Path nested = word.startsWith("@")
                    ? Path.of(word.substring(1).replace("${TORNADOVM_HOME}", home.toString()))
                    : file;
            if (word.startsWith("@") && Files.isRegularFile(nested)) {
                words.addAll(ArgFile.words(SdkFolder.text(nested)));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    /**
     * The compiler interface that the SDK brings takes the place of the JDK's: as a patch of its module where the JDK has one, as a
     * module of its own where it has none. Each way is an error on the other kind of JDK, and the file may be for either.
     */
    private void useOwn(List<String> options, String folder, Path jar) {
        options.removeIf(ENABLE::equals);
        for (int i = options.size() - 2; i >= 0; i--) {
            String option = options.get(i);
            if (option.equals("--patch-module") && options.get(i + 1).startsWith(MODULE + "=")) {
                options.subList(i, i + 2).clear();
            } else if (option.equals("--module-path") || option.equals("-p")) {
                options.set(i + 1, without(options.get(i + 1), folder));
            }
        }
        options.removeIf(option -> option.startsWith("--patch-module=" + MODULE + "="));
        if (jdk < WITHOUT_MODULE) {
            options.removeIf(UNLOCK::equals);
            options.addAll(List.of(UNLOCK, ENABLE, "--patch-module", MODULE + "=" + jar));
            return;
        }
        asModule(options, folder);
    }

    private static void asModule(List<String> options, String folder) {
        for (String each : PACKAGES) {
            String export = "java.base/" + each + "=" + MODULE;
            if (!options.contains(export) && !options.contains("--add-exports=" + export)) {
                options.addAll(List.of("--add-exports", export));
            }
        }
        for (int i = 0; i + 1 < options.size(); i++) {
            if (options.get(i).equals("--module-path") || options.get(i).equals("-p")) {
                options.set(i + 1, options.get(i + 1) + File.pathSeparator + folder);
                return;
            }
        }
        options.addAll(List.of("--module-path", folder));
    }

    /** The SDK's template has colons on Windows too. */
    private static String withoutWorkingDirectory(String path) {
        String separated = path.startsWith(".:") ? "." + File.pathSeparator + path.substring(2) : path;
        return without(separated, ".");
    }

    private static String without(String path, String folder) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(each -> !each.equals(folder) && !each.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
