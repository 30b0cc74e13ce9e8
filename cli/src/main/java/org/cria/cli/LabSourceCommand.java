package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.cli.chat.ChatTerminal;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.lab.CodeColours;
import org.cria.cli.lab.GpuAssembler;
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

    @Option(
            names = "--gpu",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Also tells registers, spills, local memory and the width of loads on these of NVIDIA's GPUs, such as"
                            + " sm_75,sm_86,sm_90; needs nvcc and ptxas on the path, and no GPU.")
    private List<String> gpus = new ArrayList<>();

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
        String source = KernelSource.of(file, device, format, new GpuAssembler(gpus));
        out.print(ChatTerminal.isThere() && ChatTerminal.isColourWelcome() ? CodeColours.of(source) : source);
        out.flush();
        return 0;
    }
}
