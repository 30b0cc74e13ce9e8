package org.cria.kernels.lab;

import java.util.Collection;
import java.util.List;
import org.cria.emulator.lint.Lint;
import org.cria.emulator.lint.LintFinding;

/** What the lint says of code for devices: what TornadoVM turns into wrong values without a word. */
public final class KernelLint {
    private KernelLint() {}

    /** Of class files that may call each other: a line each, with place, outcome and what to write instead. */
    public static List<String> check(Collection<byte[]> classFiles) {
        return Lint.check(classFiles).stream().map(LintFinding::toString).toList();
    }

    /** Of a kernel's file; nothing where the JVM was started with TornadoVM's SDK, beside which the lint is not. */
    static List<Fault> of(LoadedKernel kernel) {
        return kernel.socket().isOfDevices() && isThere()
                ? Lint.check(kernel.classes().values()).stream()
                        .map(found -> fault(found, kernel.file()))
                        .toList()
                : List.of();
    }

    private static Fault fault(LintFinding found, KernelFile file) {
        return new Fault(
                found.rule().id().replace('-', ' '),
                found.line(),
                file.line(found.line()),
                found.found() + ". " + found.rule().outcome() + " "
                        + found.rule().instead());
    }

    private static boolean isThere() {
        return ModuleLayer.boot().findModule("tornado.runtime").isEmpty();
    }
}
