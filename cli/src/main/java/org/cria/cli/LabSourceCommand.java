package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.lab.KernelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cria lab source}: what a device's compiler is given. */
@Command(
        name = "source",
        description = {
            "Prints the lines of a kernel and below them what TornadoVM generates from them: OpenCL C, CUDA C or PTX, as the device's"
                    + " backend has it. The kernel runs once in a small shape; nothing is checked."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LabSourceCommand implements Callable<Integer>, DeviceUser {
    @Parameters(paramLabel = "FILE", description = "A kernel of a device, a Java file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(
            names = {"-dev", "--device"},
            required = true,
            paramLabel = "NAME",
            description = "One of TornadoVM's: tornado, or a name that 'cria devices' lists.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String device;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Of the weights, such as Q4_K.")
    private String format = "";

    @Override
    public String device() {
        return device;
    }

    @Override
    public long plannedBytes() {
        return 0;
    }

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(KernelSource.of(file, device, format));
        out.flush();
        return 0;
    }
}
