package org.cria.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cria.cli.lab.KernelFiles;
import org.cria.kernels.lab.KernelFile;
import org.cria.kernels.lab.KernelTemplate;
import org.cria.kernels.lab.Socket;
import org.cria.kernels.lab.Sockets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cria lab new}: begins a kernel. */
@Command(
        name = "new",
        description = {
            "Writes a Java file with the kernel in use, complete and ready to be changed: the code, its contract, where it fits.",
            "KERNEL is a name that 'cria lab list' shows: an operator of devices, such as RmsNorm, or a format of the CPU's rows,"
                    + " such as Q4_K."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LabNewCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KERNEL", description = "What it computes.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String kernel;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "Where to put the file. Default: here.")
    private Path folder = Path.of("");

    @Option(names = "--name", paramLabel = "CLASS", description = "What the class is called. Default: Own and KERNEL.")
    private String name = "";

    @Override
    public Integer call() {
        Socket socket = Sockets.named(kernel);
        KernelFile file = KernelTemplate.ofThisBuild().write(socket, name.isEmpty() ? "Own" + socket.name() : name);
        Path written = KernelFiles.write(folder, file);
        System.out.println(written);
        System.err.println("change it, and then: cria lab run " + written);
        return 0;
    }
}
