package org.cria.kernels.lab;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.OwnKernel;

/**
 * Compiles kernels and loads them, all in memory.
 *
 * @param options for the compiler: where it finds Cria and TornadoVM
 */
public record KernelLoader(List<String> options) {
    public KernelLoader {
        options = List.copyOf(options);
    }

    /** Looks for classes where this JVM does. */
    public static KernelLoader ofThisJvm() {
        return new KernelLoader(List.of());
    }

    /**
     * Compiles and loads the kernel of a file.
     *
     * @throws CriaException when it does not compile, each error with its line, or holds no kernel, or the runtime has no compiler
     */
    public LoadedKernel load(KernelFile file) {
        MemoryClasses classes = compile(file);
        KernelClasses.show(classes.code());
        for (String name : classes.names()) {
            try {
                Class<?> type = Class.forName(name, false, classes);
                if (OwnKernel.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    return new LoadedKernel(file, made(type, file), classes.code());
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new CriaException(file.name() + ": class " + name + " cannot be loaded: " + e.getMessage(), e);
            }
        }
        throw new CriaException(
                file.name() + " holds no kernel: expected a class that implements RowsKernel (the CPU's rows)"
                        + " or DeviceKernel (an operator of a device). A file of the laboratory's own shows one.");
    }

    /**
     * The code of each class of any file, by its binary name.
     *
     * @throws CriaException when it does not compile, or the runtime has no compiler
     */
    public Map<String, byte[]> compiled(KernelFile file) {
        return compile(file).code();
    }

    private static OwnKernel made(Class<?> type, KernelFile file) {
        try {
            return (OwnKernel) type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new CriaException(file.name() + ": making a " + type.getName() + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new CriaException(
                    file.name() + ": " + type.getName() + " needs a public constructor without parameters.", e);
        }
    }

    /** Sources that are packed beside classes are no part of the kernel, so nothing is compiled implicitly. */
    private MemoryClasses compile(KernelFile file) {
        RuntimeCompiler.require();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        MemoryClasses classes = new MemoryClasses(KernelLoader.class.getClassLoader());
        List<String> all = new ArrayList<>(List.of("-g", "-parameters", "-proc:none", "-Xlint:none", "-implicit:none"));
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            all.add("--add-modules=jdk.incubator.vector");
        }
        all.addAll(options);
        boolean compiled = compiler.getTask(
                        null,
                        classes.files(compiler.getStandardFileManager(found, Locale.ROOT, null)),
                        found,
                        all,
                        null,
                        List.of(MemoryClasses.source(file)))
                .call();
        if (!compiled) {
            throw new CriaException(found.getDiagnostics().stream()
                    .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                    .map(each -> error(each, file))
                    .collect(Collectors.joining("\n")));
        }
        return classes;
    }

    private static String error(Diagnostic<? extends JavaFileObject> error, KernelFile file) {
        String place = error.getLineNumber() < 1 ? file.name() : file.name() + ":" + error.getLineNumber();
        return place + ": " + error.getMessage(Locale.ROOT).replaceAll("\\s+", " ") + "\n    "
                + file.line((int) error.getLineNumber());
    }
}
