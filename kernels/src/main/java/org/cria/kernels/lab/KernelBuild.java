package org.cria.kernels.lab;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.LineNumber;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.OddShape;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInput;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;

/** Has a device build a kernel, so that what its compiler makes of it can be seen. */
public final class KernelBuild {
    private static final int BATCH_ROWS = 7;

    private KernelBuild() {}

    /**
     * Runs a kernel once for each kind of pass, in a small shape.
     *
     * @param format of the weights
     * @throws org.cria.kernels.CriaException when the backend has no place for it
     */
    public static void run(LoadedKernel loaded, Backend backend, Format format) {
        Workbench bench = Laboratory.bench(loaded.kernel(), backend);
        int rows = Math.min(BATCH_ROWS, bench.batchRows());
        Settings settings = new Settings(1, rows, Formats.F16, Formats.F16, TestInputs.cells(rows));
        try (Arena arena = Arena.ofShared()) {
            Map<Phase, TestCase> first = new EnumMap<>(Phase.class);
            for (SampleProgram.Kind kind : SampleProgram.Kind.values()) {
                Program program = SampleProgram.of(format, kind, arena);
                bench.operators(program, settings).stream()
                        .filter(loaded.socket()::concerns)
                        .forEach(each ->
                                first.computeIfAbsent(each.phase(), phase -> OddShape.of(each, program, settings)));
            }
            first.values().forEach(each -> run(each, bench, settings));
        }
    }

    private static void run(TestCase test, Workbench bench, Settings settings) {
        Operator operator = test.operator();
        try (Isolated isolated = bench.isolate(operator, test.program(), settings)) {
            TestInput input =
                    TestInputs.of(operator, test.program().kv(), settings).getLast();
            var _ = isolated.run(operator.layers().size() - 1, input.batch(), input.before());
        }
    }

    /** The lines of a method of a kernel's file, each with its number; empty where the file has no such method. */
    public static Optional<String> java(LoadedKernel loaded, String method) {
        IntSummaryStatistics lines = loaded.classes().values().stream()
                .flatMap(code -> ClassFile.of().parse(code).methods().stream())
                .filter(each -> each.methodName().equalsString(method))
                .flatMapToInt(KernelBuild::lines)
                .summaryStatistics();
        List<String> text = loaded.file().lines();
        return lines.getCount() == 0
                ? Optional.empty()
                : Optional.of(IntStream.rangeClosed(lines.getMin(), lines.getMax())
                        .mapToObj(line -> "%5d  %s".formatted(line, text.get(line - 1)))
                        .collect(Collectors.joining("\n")));
    }

    private static IntStream lines(MethodModel method) {
        IntStream.Builder lines = IntStream.builder();
        method.code().ifPresent(code -> {
            for (CodeElement element : code) {
                if (element instanceof LineNumber number) {
                    lines.add(number.line());
                }
            }
        });
        return lines.build();
    }
}
