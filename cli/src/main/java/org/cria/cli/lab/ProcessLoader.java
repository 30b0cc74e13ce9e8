package org.cria.cli.lab;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.lab.KernelLoader;

/** Compiles kernels against what this process was started with. */
final class ProcessLoader {
    private ProcessLoader() {}

    /** Finds classes where this JVM does; those of TornadoVM's SDK are modules. */
    static KernelLoader make() {
        List<String> options = new ArrayList<>(List.of("-classpath", System.getProperty("java.class.path", "")));
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) {
            options.addAll(List.of("--module-path", modules, "--add-modules", "ALL-MODULE-PATH"));
        }
        return new KernelLoader(options);
    }
}
