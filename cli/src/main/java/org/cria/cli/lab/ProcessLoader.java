package org.cria.cli.lab;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.lab.KernelLoader;
import org.cria.kernels.lab.RuntimeCompiler;

/** Compiles kernels against what this process was started with. */
final class ProcessLoader {
    private ProcessLoader() {}

    /** Finds classes where this JVM does; those of TornadoVM's SDK are modules. */
    static KernelLoader make() {
        RuntimeCompiler.require(); // before a class is loaded that needs one
        List<String> options = new ArrayList<>(List.of("-classpath", System.getProperty("java.class.path", "")));
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) {
            options.addAll(List.of("--module-path", modules, "--add-modules", "ALL-MODULE-PATH"));
        }
        return new KernelLoader(options);
    }
}
