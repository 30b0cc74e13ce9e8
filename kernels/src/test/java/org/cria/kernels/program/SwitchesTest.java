package org.cria.kernels.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/** A new step stops the compiler wherever steps are told apart: no switch over them has a branch for all others. */
final class SwitchesTest {
    @Test
    void noSwitchOverStepsHasADefault() throws IOException {
        List<JavaFileObject> sources = sources();
        StepSwitches switches = StepSwitches.in(sources);
        assertTrue(sources.size() > 300, () -> "only " + sources.size() + " sources were found");
        assertTrue(switches.count() >= 3, () -> "the lowerings switch over steps, found " + switches.count());
        assertEquals(List.of(), switches.withDefault());
    }

    @Test
    void aPlantedDefaultIsFound() throws IOException {
        for (String branches : List.of(
                "case Step.Add a -> 1; default -> 2;",
                "case Step.Add _, Step.Rope _ -> 1; case null, default -> 2;",
                "case Step.Add(Buffer x, Buffer sum) -> 1; default -> { yield 2; }",
                "default -> 2; case org.cria.kernels.program.Step.Add a when a.x() == null -> 1;",
                "case Step.Add a: yield 1; default: yield 2;",
                "case Add a -> 1; default -> 2;",
                "case Step.Add a -> 1; case Step other -> 2;",
                "case Step.Add a -> 1; case Object other -> 2;")) {
            List<JavaFileObject> planted = List.of(source(
                    "Planted",
                    "import org.cria.kernels.program.Step.Add;"
                            + "class Planted { int of(Step step) { return switch (step) { " + branches + " }; } }"));
            assertEquals(List.of("Planted.java:1"), StepSwitches.in(planted).withDefault(), branches);
        }
        assertEquals(
                List.of("Planted.java:1"),
                StepSwitches.in(
                                List.of(
                                        source(
                                                "Planted",
                                                "class Planted { void of(Step s) { switch (s) { case Step.Add a -> run(); default -> {} } } }")))
                        .withDefault(),
                "a statement too");
    }

    @Test
    void otherSwitchesMayHaveOne() throws IOException {
        for (String branches : List.of(
                "case Step.Add a -> 1; case Step.Rope r -> 2;",
                "case Integer i -> 1; default -> 2;",
                "case \"Step.Add\" -> 1; default -> 2;",
                "case Lowered.Add a -> 1; default -> 2;",
                "case Integer i -> switch (i) { case 1 -> 3; default -> 4; }; case Step.Add a -> 1;")) {
            List<JavaFileObject> others = List.of(
                    source("Other", "class Other { int of(Object o) { return switch (o) { " + branches + " }; } }"));
            assertEquals(List.of(), StepSwitches.in(others).withDefault(), branches);
        }
    }

    /** Main and test sources of every module beside this one. */
    private static List<JavaFileObject> sources() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Path repository = Path.of("..").toRealPath();
        try (Stream<Path> modules = Files.list(repository)) {
            for (Path module : modules.sorted().toList()) {
                for (String kind : List.of("main", "test")) {
                    Path root = module.resolve("src", kind, "java");
                    if (Files.isDirectory(root)) {
                        add(root, repository, sources);
                    }
                }
            }
        }
        return sources;
    }

    private static void add(Path root, Path repository, List<JavaFileObject> sources) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(source(repository.relativize(file).toString(), Files.readString(file)));
            }
        }
    }

    private static JavaFileObject source(String name, String text) {
        String path = name.replaceAll("\\.java$", "").replace('\\', '/');
        return new SimpleJavaFileObject(URI.create("text:///" + path + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
