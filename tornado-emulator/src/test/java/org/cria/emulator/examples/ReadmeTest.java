package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.floats;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.with;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.emulator.Emulator;
import org.cria.emulator.FindingException;
import org.cria.emulator.lint.Lint;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The findings that the README shows are those that its kernels give, but for the line. */
final class ReadmeTest {
    private final KernelContext context = new KernelContext();

    private static void isInTheReadme(TaskGraph graph, WorkerGrid grid, FloatArray out) throws IOException {
        String message = assertThrows(FindingException.class, () -> new Emulator().run(() -> run(graph, grid, out)))
                .findings()
                .getFirst()
                .toString();
        isInTheReadme(message);
    }

    private static void isInTheReadme(String message) throws IOException {
        String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
        String told = message.replaceAll("TaughtKernels", "Kernels").replaceAll("java:\\d+", "java:N");
        assertTrue(readme.replaceAll("java:\\d+", "java:N").contains(told), told);
    }

    @Test
    void vectorAdd() throws IOException {
        FloatArray a = floats(100, 1);
        FloatArray b = floats(100, 2);
        FloatArray sum = new FloatArray(100);
        WorkerGrid grid = new WorkerGrid1D(128);
        grid.setLocalWork(64, 1, 1);
        isInTheReadme(with(a, b).task("t", TaughtKernels::add, context, a, b, sum), grid, sum);
    }

    @Test
    void tiledProduct() throws IOException {
        FloatArray a = floats(64, 1);
        FloatArray b = floats(64, 2);
        FloatArray c = new FloatArray(64);
        WorkerGrid grid = new WorkerGrid2D(8, 8);
        grid.setLocalWork(4, 4, 1);
        isInTheReadme(with(a, b).task("t", TaughtKernels::product, context, a, b, c, 8), grid, c);
    }

    @Test
    void reduction() throws IOException {
        FloatArray in = floats(128, 1);
        FloatArray out = new FloatArray(2);
        WorkerGrid grid = new WorkerGrid1D(128);
        grid.setLocalWork(64, 1, 1);
        isInTheReadme(with(in).task("t", TaughtKernels::sum, context, in, out), grid, out);
        isInTheReadme(Lint.check(TaughtKernels.class).getFirst().toString());
    }
}
