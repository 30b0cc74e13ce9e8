package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.cria.cli.builtin.Checkout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java programs get of Cria: its modules' names and versions, and examples that compile. scripts/check-library runs them. */
final class PublishedTest {
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern NAME = Pattern.compile("public class (\\w+)");
    private static final Pattern MODULE = Pattern.compile("<module>([\\w-]+)</module>");
    private static final Pattern MODULE_NAME = Pattern.compile("<module\\.name>(org\\.cria\\.\\w+)</module\\.name>");
    private static final Pattern MANAGED = Pattern.compile(
            "<artifactId>cria-([\\w-]+)</artifactId>\\s*<version>\\$\\{project\\.version}</version>\\s*</dependency>");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>cria(?:-bom)?</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern README_EXAMPLE =
            Pattern.compile("(?ms)^## Use it from Java\\n.*?^```java\\n(.*?)^```$");

    /** Of the build, or built by who wants it. */
    private static final Set<String> UNPUBLISHED = Set.of("test-models", "bom", "bench", "spark");

    @TempDir
    Path folder;

    @Test
    void theBomHasEveryModuleThatShipsInTheVersionOfTheBuild() throws IOException {
        String bom = read("bom/pom.xml");
        assertEquals(shipped(), found(MANAGED, bom));
        assertEquals(found(VERSION, read("pom.xml")), found(VERSION, bom));
    }

    @Test
    void everyModuleHasANameOfItsOwn() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : shipped()) {
            Set<String> own = found(MODULE_NAME, read(module + "/pom.xml"));
            assertEquals(1, own.size(), module);
            assertTrue(names.addAll(own), module + " has the name of another: " + own);
        }
    }

    @Test
    void theExamplesCompile() throws IOException {
        List<String> sources = new ArrayList<>();
        for (MatchResult block : JAVA.matcher(read("docs/java.md")).results().toList()) {
            sources.add(source(found(NAME, block.group(1)).iterator().next(), block.group(1)));
        }
        assertEquals(2, sources.size());
        String example = found(README_EXAMPLE, read("README.md")).iterator().next();
        sources.add(source("Readme", """
                import java.nio.file.Path;
                import org.cria.model.*;
                import org.cria.model.forward.*;
                import org.cria.model.generation.*;

                class Readme {
                    void example() {
                        %s
                    }
                }
                """.formatted(example)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-Xlint:all", "-d", folder.toString());
        StringWriter complaints = new StringWriter();
        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(sources.toArray(String[]::new)))
                .call();
        assertTrue(compiled, complaints.toString());
    }

    private String source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".java"), text).toString();
    }

    private static Set<String> shipped() throws IOException {
        Set<String> modules = found(MODULE, read("pom.xml"));
        modules.removeAll(UNPUBLISHED);
        assertTrue(modules.size() > 4, modules.toString());
        return modules;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Checkout.file(file));
    }
}
