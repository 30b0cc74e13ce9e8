package org.cria.kernels.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;

/** What tests of the laboratory share: sources of the checkout, and where kernels run. */
final class Bench {
    static final KernelTemplate TEMPLATE = new KernelTemplate(Bench::source);

    private Bench() {}

    private static Optional<String> source(String className) {
        Path file = Path.of("src", "main", "java", className.replace('.', '/') + ".java");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new file for a place. */
    static KernelFile written(String socket) {
        return TEMPLATE.write(Sockets.named(socket), "Own" + socket);
    }

    static LoadedKernel load(KernelFile file) {
        return KernelLoader.ofThisJvm().load(file);
    }

    /** Where kernels for a place run. */
    static Backend backend(Socket socket) {
        return socket.isOfDevices() ? new EmulatorBackend() : new CpuBackend();
    }

    static CheckReport check(OwnKernel kernel) {
        return KernelCheck.of(kernel, backend(Sockets.of(kernel)), Progress.NONE);
    }
}
