package org.cria.emulator.junit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorSettings;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingException;
import org.cria.emulator.lint.Lint;
import org.cria.emulator.lint.LintFinding;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/** What {@link EmulatedKernel} does. */
public final class EmulatedKernelExtension implements InvocationInterceptor, ParameterResolver {
    private static final Namespace OURS = Namespace.create(EmulatedKernelExtension.class);

    /** For JUnit. */
    public EmulatedKernelExtension() {}

    private static EmulatedKernel annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), EmulatedKernel.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), EmulatedKernel.class))
                .orElseThrow(() -> new IllegalStateException(
                        "EmulatedKernelExtension without @EmulatedKernel. Write the annotation at the test."));
    }

    private static Emulator emulator(ExtensionContext context) {
        return context.getStore(OURS)
                .getOrComputeIfAbsent(
                        context.getUniqueId(),
                        id -> new Emulator(
                                annotation(context).watching()
                                        ? EmulatorSettings.STRICT
                                        : EmulatorSettings.STRICT.unwatched()),
                        Emulator.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Emulator.class);
    }

    @Override
    public Emulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator(context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(test, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(test, context);
    }

    private static void run(Invocation<Void> test, ExtensionContext context) throws Throwable {
        EmulatedKernel wanted = annotation(context);
        Emulator emulator = emulator(context);
        try {
            lint(wanted);
        } catch (AssertionFailedError failure) {
            test.skip();
            throw failure;
        }
        try {
            emulator.run(test::proceed);
        } catch (FindingException found) {
            throw failure(found.findings());
        }
    }

    private static void lint(EmulatedKernel wanted) {
        Set<Object> without = Set.of((Object[]) wanted.without());
        List<LintFinding> findings = Lint.check(wanted.lint()).stream()
                .filter(finding -> !without.contains(finding.rule()))
                .toList();
        if (!findings.isEmpty()) {
            List<StackTraceElement> places = new ArrayList<>();
            findings.forEach(f -> places.add(place(f.method(), f.file(), f.line())));
            throw failure(findings.stream().map(LintFinding::toString).toList(), places);
        }
    }

    private static AssertionFailedError failure(List<Finding> findings) {
        List<StackTraceElement> places = new ArrayList<>();
        for (Finding finding : findings) {
            int colon = finding.place().lastIndexOf(':');
            if (colon > 0) {
                int line = Integer.parseInt(finding.place().substring(colon + 1));
                places.add(place(finding.kernel(), finding.place().substring(0, colon), line));
            }
        }
        return failure(findings.stream().map(Finding::toString).toList(), places);
    }

    /** The kernels' places come first in the trace, so that a click leads there. */
    private static AssertionFailedError failure(List<String> messages, List<StackTraceElement> places) {
        AssertionFailedError failure = new AssertionFailedError(String.join("\n", messages));
        places.addAll(List.of(failure.getStackTrace()));
        failure.setStackTrace(places.toArray(StackTraceElement[]::new));
        return failure;
    }

    /** @param method class and method, as in {@code Kernels.sum} */
    private static StackTraceElement place(String method, String file, int line) {
        int dot = method.lastIndexOf('.');
        return new StackTraceElement(
                dot < 0 ? "" : method.substring(0, dot), method.substring(dot + 1), file, Math.max(line, 1));
    }
}
