package org.cria.kernels.lab;

import java.util.Map;
import org.cria.kernels.backend.OwnKernel;

/**
 * A kernel that was compiled.
 *
 * @param file that it was written in
 * @param kernel ready to run
 * @param classes the compiled code of each class of the file, by its binary name
 */
public record LoadedKernel(KernelFile file, OwnKernel kernel, Map<String, byte[]> classes) {
    public LoadedKernel {
        classes = Map.copyOf(classes);
    }

    /** The place that it is for. */
    public Socket socket() {
        return Sockets.of(kernel);
    }
}
