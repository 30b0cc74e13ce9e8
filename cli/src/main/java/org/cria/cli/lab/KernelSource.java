package org.cria.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.format.Format;
import org.cria.kernels.lab.KernelBuild;
import org.cria.kernels.lab.LoadedKernel;
import org.cria.model.storage.FileFault;

/** What a device's compiler is given of a kernel. */
public final class KernelSource {
    private KernelSource() {}

    /**
     * Has a device build a kernel, and returns its lines with the code that was generated from them.
     *
     * @param device of TornadoVM's
     * @param formatName of the weights; empty for the first that the kernel is checked in
     * @param assembler of GPUs, for which is told what becomes of the code
     * @throws CriaException when it does not compile, or the device is none of TornadoVM's
     */
    public static String of(Path file, String device, String formatName, GpuAssembler assembler) {
        LoadedKernel loaded = ProcessLoader.make().load(KernelFiles.read(file));
        Format format = loaded.socket().formats().stream()
                .filter(each -> formatName.isEmpty() || each.name().equalsIgnoreCase(formatName))
                .findFirst()
                .orElseThrow(() ->
                        new CriaException(file + ": " + loaded.socket().name() + " is not in the format '"
                                + formatName + "'. Formats: "
                                + String.join(
                                        ", ",
                                        loaded.socket().formats().stream()
                                                .map(Format::name)
                                                .toList())
                                + "."));
        try {
            Path printed = Files.createTempFile("cria-source-", ".txt");
            try {
                // TornadoVM reads both when its classes are first used.
                System.setProperty("tornado.printKernel", "True");
                System.setProperty("tornado.print.kernel.dir", printed.toString());
                KernelBuild.run(loaded, tornado(device), format);
                return GeneratedCode.beside(loaded, Files.readString(printed), assembler);
            } finally {
                Files.deleteIfExists(printed);
            }
        } catch (IOException e) {
            throw new CriaException(
                    "the generated code cannot be kept in a temporary file (" + FileFault.of(e) + ").", e);
        }
    }

    private static Backend tornado(String device) {
        Backend backend = Backends.choose(device);
        if (backend.requirement().isEmpty()) {
            throw new CriaException("device '" + device
                    + "' generates no code. Choose one of TornadoVM's: --device tornado; 'cria devices' lists them.");
        }
        return backend;
    }
}
