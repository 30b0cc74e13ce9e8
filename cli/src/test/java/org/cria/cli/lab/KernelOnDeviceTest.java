package org.cria.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.cli.CriaProcess;
import org.cria.cli.device.DeviceOptions;
import org.cria.testmodels.TinyModel;
import org.cria.tornado.SdkSearch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that were compiled in memory, on a device of TornadoVM's. */
final class KernelOnDeviceTest {
    /** A norm that sums in order, in one work-item of each group. */
    private static final String NORM = """
            import java.util.List;
            import org.cria.kernels.backend.tornado.lower.DeviceKernel;
            import org.cria.kernels.backend.tornado.lower.Launches;
            import org.cria.kernels.backend.tornado.lower.OperatorLowering;
            import org.cria.kernels.backend.tornado.lower.Scope;
            import org.cria.kernels.backend.tornado.memory.Vectors;
            import org.cria.kernels.program.Step;
            import uk.ac.manchester.tornado.api.KernelContext;
            import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
            import uk.ac.manchester.tornado.api.types.arrays.IntArray;

            public final class NAME implements DeviceKernel<Step.RmsNorm> {
                @Override
                public Class<Step.RmsNorm> operator() {
                    return Step.RmsNorm.class;
                }

                @Override
                public OperatorLowering<Step.RmsNorm> lowering() {
                    return NAME::lower;
                }

                static void lower(Step.RmsNorm s, Scope scope, Launches launches) {
                    Vectors vectors = scope.vectors();
                    FloatArray x = scope.buffer(s.x());
                    FloatArray out = scope.buffer(s.out());
                    IntArray pass = scope.memory().pass();
                    launches.add(
                            "norm",
                            scope.rows() * s.groups(),
                            scope.shape().rowItems(),
                            List.of(pass, scope.layer(), vectors.array(), x),
                            List.of(out),
                            (id, g) -> g.task(id, NAME::normalise, Launches.CONTEXT, pass, scope.layer(), vectors.array(), x, out,
                                    Launches.count(s.x()), s.groups(), s.gain().columns(), vectors.start(s), vectors.stride()));
                }

                static void normalise(KernelContext context, IntArray pass, IntArray layer, FloatArray vectors, FloatArray x,
                        FloatArray out, int count, int parts, int columns, int gain, int stride) {
                    int row = context.groupIdx;
                    int first = layer.get(0) * stride + gain;
                    if (context.localIdx == 0 && row < pass.get(count) * parts) {
                        float squares = 0f;
                        for (int c = 0; c < columns; c++) {
                            squares += x.get(row * columns + c) * x.get(row * columns + c);
                        }
                        float norm = FACTOR / (float) Math.sqrt(squares / columns + vectors.get(first + columns));
                        for (int c = 0; c < columns; c++) {
                            out.set(row * columns + c, x.get(row * columns + c) * norm * vectors.get(first + c));
                        }
                    }
                }
            }
            """;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path options;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                !System.getenv().getOrDefault(SdkSearch.VARIABLE, "").isEmpty(),
                "there is no TornadoVM: set TORNADOVM_HOME to its SDK's folder");
        SdkSearch.Found found = assertInstanceOf(SdkSearch.Found.class, SdkSearch.of(System.getenv()));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("tornado-emulator"))
                .collect(Collectors.joining(File.pathSeparator));
        options = DeviceOptions.write(Map.of("XDG_CACHE_HOME", folder.toString()), found.sdk(), 0, classPath);
        model = TinyModel.seeded(5)
                .dim(64)
                .ffn(96)
                .heads(4)
                .kvHeads(2)
                .layers(1)
                .write(folder.resolve("tiny.gguf"));
    }

    private static Path kernel(String name, String factor) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".java"), NORM.replace("NAME", name).replace("FACTOR", factor));
    }

    private static CriaProcess process(String... arguments) {
        return new CriaProcess(folder, arguments)
                .options(options)
                .patience(900)
                .environment("XDG_CACHE_HOME", folder.toString());
    }

    @Test
    void itIsCheckedAgainstTheCpuThere() throws IOException {
        CriaProcess.Outcome right = process(
                        "lab", "run", kernel("Ordered", "1f").toString(), "--check-only", "--device", "tornado")
                .run();
        assertEquals(0, right.exitCode(), right.err() + right.out());
        assertTrue(right.out().contains("Ordered.java (RmsNorm) on tornado: right in 4 cases"), right.out());
    }

    @Test
    void itsLinesAreShownWithWhatIsGeneratedFromThem() throws IOException {
        CriaProcess.Outcome source = process(
                        "lab", "source", kernel("Shown", "1f").toString(), "--device", "tornado")
                .run();
        assertEquals(0, source.exitCode(), source.err());
        assertTrue(source.out().startsWith("== Shown.java: normalise"), source.out());
        assertTrue(source.out().contains("float squares = 0f;"), source.out());
        assertTrue(source.out().matches("(?s).*(__kernel|__global__|\\.visible).*"), source.out());
    }

    @Test
    void itTakesAPlaceInARunningModelAndGivesItBackToTheBit() throws IOException {
        CriaProcess.Outcome outcome = process(
                        model.toString(),
                        kernel("Quiet", "1f").toString(),
                        kernel("Loud", "1.5f").toString())
                .main(SwappedOnDevice.class)
                .run();
        assertEquals(0, outcome.exitCode(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertEquals(5, lines.size(), outcome.out());
        assertTrue(distance(lines.get(0), lines.get(1)) < 1e-5, "only the order of a sum is another");
        assertEquals(lines.get(0), lines.get(2), "off gives the old bits back");
        assertTrue(distance(lines.get(0), lines.get(3)) > 1e-3, "the kernel is another");
        assertEquals(lines.get(0), lines.get(4), "off gives the old bits back");
    }

    /** The length of the difference beside that of the first. */
    private static double distance(String one, String other) {
        double[] a = numbers(one);
        double[] b = numbers(other);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            length += a[i] * a[i];
        }
        return Math.sqrt(difference / length);
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.split(" +")).mapToDouble(Double::parseDouble).toArray();
    }
}
