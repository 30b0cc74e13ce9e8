package org.cria.cli.portable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a JVM needs in its environment so that it finds this machine's drivers.
 *
 * @param environment variables to set
 * @param notes sentences on what was found and what was not
 */
record Drivers(Map<String, String> environment, List<String> notes) {
    private static final Path SYSTEM_VENDORS = Path.of("etc", "OpenCL", "vendors");
    private static final String LIBRARIES = "LD_LIBRARY_PATH";
    private static final String VENDORS = "OCL_ICD_VENDORS";

    /** Where CUDA's compiler may lie: toolkits, distributions' packages, Python's packages of NVIDIA. */
    private static final List<String> NVRTC_PLACES = List.of(
            "usr/local/cuda*/lib64",
            "usr/local/cuda*/targets/x86_64-linux/lib",
            "opt/cuda*/lib64",
            "usr/lib/x86_64-linux-gnu",
            "usr/lib64",
            "usr/lib/python3*/*-packages/nvidia/*/lib",
            "usr/local/lib/python3*/*-packages/nvidia/*/lib",
            "opt/*/lib/python3*/site-packages/nvidia/*/lib");

    /**
     * @param root of the machine's files
     * @param home of the check, which brings OpenCL's loader in {@code native} and lists of drivers in {@code vendors}
     * @param given environment of this process
     * @param cuda whether CUDA is to be used
     */
    static Drivers find(Path root, Path home, Map<String, String> given, boolean cuda) throws IOException {
        Map<String, String> environment = new HashMap<>();
        List<String> notes = new ArrayList<>();
        List<String> libraries = new ArrayList<>(List.of(home.resolve("native").toString()));
        Path vendors = root.resolve(SYSTEM_VENDORS);
        if (given.containsKey(VENDORS)) {
            notes.add("OpenCL's drivers: those of $" + VENDORS + ".");
        } else if (hasAny(vendors, "*.icd")) {
            notes.add("OpenCL's drivers: those of " + vendors + ".");
        } else {
            environment.put(VENDORS, home.resolve("vendors").toString());
            notes.add("OpenCL's drivers: " + vendors + " lists none, so the usual names are tried.");
        }
        if (cuda) {
            Optional<Path> folder = nvrtc(root, given);
            folder.ifPresent(found -> {
                libraries.add(found.toString());
                notes.add("CUDA's compiler: " + found + ".");
            });
            if (folder.isEmpty()) {
                notes.add(
                        "CUDA's compiler (libnvrtc.so), which is no part of the driver, was not found, so CUDA cannot run."
                                + " Install the CUDA toolkit or 'pip install nvidia-cuda-nvrtc', and put its folder into $"
                                + LIBRARIES + ".");
            }
        }
        Optional.ofNullable(given.get(LIBRARIES))
                .filter(path -> !path.isEmpty())
                .ifPresent(libraries::add);
        environment.put(LIBRARIES, String.join(":", libraries));
        return new Drivers(environment, notes);
    }

    private static Optional<Path> nvrtc(Path root, Map<String, String> given) throws IOException {
        List<Path> named = Stream.of(
                        given.getOrDefault(LIBRARIES, ""),
                        Optional.ofNullable(given.get("CUDA_PATH"))
                                .map(path -> path + "/lib64")
                                .orElse(""))
                .flatMap(paths -> Stream.of(paths.split(":", -1)))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .collect(Collectors.toCollection(ArrayList::new));
        for (String place : NVRTC_PLACES) {
            named.addAll(folders(root, List.of(place.split("/", -1))));
        }
        for (Path folder : named) {
            if (hasAny(folder, "libnvrtc.so*")) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** The folders whose names match such patterns, one level after the other. */
    private static List<Path> folders(Path root, List<String> patterns) throws IOException {
        List<Path> found = List.of(root);
        for (String pattern : patterns) {
            List<Path> next = new ArrayList<>();
            for (Path folder : found) {
                if (Files.isDirectory(folder)) {
                    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, pattern)) {
                        inside.forEach(next::add);
                    }
                }
            }
            next.sort(null);
            found = next;
        }
        return found;
    }

    private static boolean hasAny(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            return files.iterator().hasNext();
        }
    }
}
