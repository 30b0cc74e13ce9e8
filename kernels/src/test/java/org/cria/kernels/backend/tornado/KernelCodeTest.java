package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.backend.tornado.workbench.KernelCode;
import org.junit.jupiter.api.Test;

/** What decides whether a self-test is to be run again. */
final class KernelCodeTest {
    /** Classes of a package of this backend: {@code package/Name}. */
    private static List<String> classes(String folder) throws IOException, URISyntaxException {
        Path classes = Path.of(KernelCode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> all =
                Files.list(classes.resolve("org/cria/kernels/backend/tornado").resolve(folder))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> folder + "/" + name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> counted(String folder, Predicate<String> which) {
        return KernelCode.CLASSES.stream()
                .filter(name -> name.startsWith(folder + "/") && which.test(name))
                .toList();
    }

    @Test
    void everyClassOfAKernelCounts() throws IOException, URISyntaxException {
        assertEquals(classes("kernel"), counted("kernel", name -> true));
    }

    @Test
    void whatSaysWithWhichArgumentsAKernelRunsCounts() throws IOException, URISyntaxException {
        Predicate<String> lowering = name -> name.endsWith("Lowering") && !name.endsWith("/OperatorLowering");
        assertEquals(classes("lower").stream().filter(lowering).toList(), counted("lower", lowering));
    }

    @Test
    void theSameCodeIsTheSameNumber() {
        assertTrue(KernelCode.hash().matches("[0-9a-f]{16}"), KernelCode.hash());
        assertEquals(KernelCode.hash(), KernelCode.hash());
    }
}
