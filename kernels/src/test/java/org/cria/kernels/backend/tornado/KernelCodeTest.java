package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cria.kernels.backend.tornado.workbench.KernelCode;
import org.junit.jupiter.api.Test;

/** What decides whether a self-test is to be run again. */
final class KernelCodeTest {
    @Test
    void everyClassOfAKernelCounts() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(
                                KernelCode.class.getResource("/org/cria/kernels/backend/tornado/kernel/Product.class"))
                        .toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> kernels = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> "kernel/" + name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
            assertEquals(
                    kernels,
                    KernelCode.CLASSES.stream()
                            .filter(name -> name.startsWith("kernel/"))
                            .toList());
        }
    }

    @Test
    void theSameCodeIsTheSameNumber() {
        assertTrue(KernelCode.hash().matches("[0-9a-f]{16}"), KernelCode.hash());
        assertEquals(KernelCode.hash(), KernelCode.hash());
    }
}
