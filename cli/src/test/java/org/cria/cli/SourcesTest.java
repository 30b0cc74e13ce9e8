package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.cli.builtin.Checkout;
import org.junit.jupiter.api.Test;

/** The sources are as CONTRIBUTING.md says. */
final class SourcesTest {
    private static final int MOST_LINES = 300;
    private static final List<String> MODULES = List.of(
            "bench",
            "cli",
            "kernels",
            "langchain4j",
            "model",
            "server",
            "spark",
            "test-models",
            "tornado-config",
            "tornado-emulator");
    private static final Pattern EXCEPTION = Pattern.compile("(?m)^\\| `([^`]+\\.java)` \\| \\S");
    private static final Pattern PLACE = Pattern.compile("`([KMC]|kernels|model|server|cli|docs|scripts)(/[\\w/.-]+)`");
    private static final Map<String, String> SHORT = Map.of(
            "K", "kernels/src/main/java/org/cria/kernels",
            "M", "model/src/main/java/org/cria/model",
            "C", "cli/src/main/java/org/cria/cli");

    @Test
    void noFileIsLongerThanItMayBeAndEveryExceptionIsListed() throws IOException {
        Set<String> longer = new TreeSet<>();
        int files = 0;
        for (String module : MODULES) {
            try (Stream<Path> sources = Files.walk(root().resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    files++;
                    if (Files.readAllLines(source).size() > MOST_LINES) {
                        longer.add(root().relativize(source).toString().replace('\\', '/'));
                    }
                }
            }
        }
        assertTrue(files > 400, files + " files were looked at");
        Set<String> listed =
                matches(EXCEPTION).map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(listed, longer, "files of more than " + MOST_LINES + " lines, as CONTRIBUTING.md lists them");
    }

    @Test
    void everyPlaceThatARecipeNamesIsThere() throws IOException {
        List<String> places = matches(PLACE)
                .map(match -> SHORT.getOrDefault(match.group(1), match.group(1)) + match.group(2))
                .toList();
        assertTrue(places.size() > 15, places.toString());
        assertEquals(
                List.of(),
                places.stream()
                        .filter(place -> !Files.exists(root().resolve(place)))
                        .toList(),
                "places that CONTRIBUTING.md names and that are not there");
    }

    @Test
    void noTwoClassesOfWhatShipsHaveOneName() throws IOException {
        Map<String, List<Path>> byName;
        try (Stream<Path> all = MODULES.stream().flatMap(module -> walk(root().resolve(module)))) {
            byName =
                    all.collect(Collectors.groupingBy(file -> file.getFileName().toString()));
        }
        assertEquals(
                Map.of(),
                byName.entrySet().stream()
                        .filter(entry -> entry.getValue().size() > 1)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Main sources of a module, but for what describes a package or has TornadoVM's names. */
    private static Stream<Path> walk(Path module) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .filter(file -> !file.toString().contains("manchester"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(root().resolve("CONTRIBUTING.md")))
                .results();
    }

    private static Path root() {
        return Checkout.file("");
    }
}
