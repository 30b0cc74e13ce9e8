package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.emulator.lint.Lint;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.junit.jupiter.api.Test;

final class LintedKernelsTest {
    @Test
    void noKernelThatShipsHasAnythingThatTornadoVmGetsWrong() throws IOException, URISyntaxException {
        Path classes = Path.of(Product.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes.resolve("org/cria/kernels/backend/tornado"))) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                files.add(Files.readAllBytes(file));
            }
        }
        assertTrue(files.size() > 50, files.size() + " class files");
        assertEquals(List.of(), Lint.check(files));
    }
}
