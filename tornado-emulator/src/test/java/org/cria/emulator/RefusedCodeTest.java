package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task1;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

final class RefusedCodeTest {
    private static void assertRefused(String words, TaskGraph graph) {
        Finding finding = Runs.finding(graph, Runs.grid(2, 2));
        assertEquals(FindingKind.REFUSED_CODE, finding.kind());
        assertTrue(finding.message().contains(words), finding.message());
    }

    private static TaskGraph graph(Task2<KernelContext, FloatArray> kernel) {
        FloatArray x = new FloatArray(2);
        return new TaskGraph("g")
                .task("t", kernel, new KernelContext(), x)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
    }

    private static TaskGraph loop(Task1<IntArray> kernel) {
        IntArray x = new IntArray(2);
        return new TaskGraph("g").task("t", kernel, x).transferToHost(DataTransferMode.EVERY_EXECUTION, x);
    }

    @Test
    void conversionsThatDevicesDoNotBuildAreRefused() {
        assertRefused("Float.intBitsToFloat", graph(WrongKernels::bitsToFloat));
        assertRefused("Math.fma", graph(WrongKernels::fused));
    }

    @Test
    void theConversionThatDevicesGetWrongIsRefused() {
        assertRefused("Float.float16ToFloat builds and is wrong", graph(WrongKernels::halfToFloat));
    }

    @Test
    void staticFieldsThatAreNotConstantsAreRefused() {
        assertRefused("TABLE", graph(WrongKernels::staticTable));
        assertRefused("counter", graph(WrongKernels::staticCounter));
    }

    @Test
    void privateArraysOfUnknownLengthAreRefused() {
        FloatArray x = new FloatArray(2);
        TaskGraph graph = new TaskGraph("g")
                .task("t", WrongKernels::lengthFromAnArgument, new KernelContext(), x, 4)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
        assertRefused("not a constant", graph);
    }

    @Test
    void objectsExceptionsAndRecursionAreRefused() {
        assertRefused("instruction new", graph(WrongKernels::makesAnObject));
        assertRefused("instruction new", graph(WrongKernels::throwsSomething));
        assertRefused("calls itself", graph(WrongKernels::callsItself));
    }

    @Test
    void aRefusalNamesFileAndLine() {
        Finding finding = Runs.finding(graph(WrongKernels::fused), Runs.grid(2, 2));
        assertTrue(finding.place().matches("WrongKernels\\.fused \\(WrongKernels\\.java:\\d+\\)"), finding.place());
    }

    @Test
    void parallelLoopsOneAfterTheOtherAreRefused() {
        assertRefused("two parallel loops", loop(WrongKernels::twoLoops));
    }

    @Test
    void localAndPrivateArraysStayInTheKernelsOwnBody() {
        assertRefused("WrongKernels.sum: a float[] handed to a method", graph(WrongKernels::handsOnALocalArray));
        assertRefused("WrongKernels.sum: a float[] handed to a method", graph(WrongKernels::handsOnAPrivateArray));
    }

    @Test
    void namesThatDevicesHaveTakenAreRefused() {
        assertRefused("WrongKernels.select: a device has a function of that name", graph(WrongKernels::select));
        assertRefused("name the method otherwise", graph(WrongKernels::constant));
        assertRefused("name the method otherwise", graph(WrongKernels::float4));
        assertRefused("name the method otherwise", graph(WrongKernels::native_run));
    }

    @Test
    void methodsOfAnObjectAreRefused() {
        WrongKernelsHolder holder = new WrongKernelsHolder(2f);
        assertRefused("must be a static method", graph(holder::scale));
    }

    @Test
    void objectsThatAreNoLambdasAreRefused() {
        assertRefused("Use a method reference or a lambda", graph(new Task2<>() {
            private static final long serialVersionUID = 1;

            @Override
            public void apply(KernelContext context, FloatArray x) {
                x.set(context.globalIdx, 1f);
            }
        }));
    }

    @Test
    void aMissingTableOfLocalVariablesIsRefused(@TempDir Path folder) throws IOException, ReflectiveOperationException {
        Path source = folder.resolve("Bare.java");
        Files.writeString(source, """
                import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task1;
                import uk.ac.manchester.tornado.api.types.arrays.IntArray;
                public class Bare {
                    public static void kernel(IntArray x) { x.set(0, 1); }
                    public static Task1<IntArray> task() { return Bare::kernel; }
                }
                """);
        String classPath = Path.of(IntArray.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-g:none", "-cp", classPath, "-d", folder.toString(), source.toString());
        assertEquals(0, result);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, IntArray.class.getClassLoader())) {
            @SuppressWarnings("unchecked")
            Task1<IntArray> task =
                    (Task1<IntArray>) loader.loadClass("Bare").getMethod("task").invoke(null);
            assertRefused("-g", loop(task));
        }
    }

    @Test
    void recordsAsArgumentsAreRefused() {
        record Shape(int rows) {}
        Emulator emulator = new Emulator(EmulatorSettings.STRICT.collecting());
        FindingException thrown = assertThrows(
                FindingException.class,
                () -> emulator.run(() -> new TaskGraph("g").task("t", (Shape s) -> {}, new Shape(3))));
        assertTrue(thrown.toString().contains("a record, which reads as zeros on devices"), thrown.toString());
        assertEquals(
                List.of(FindingKind.GRAPH),
                thrown.findings().stream().map(Finding::kind).toList());
    }

    private record WrongKernelsHolder(float factor) {
        void scale(KernelContext context, FloatArray x) {
            x.set(context.globalIdx, factor);
        }
    }
}
