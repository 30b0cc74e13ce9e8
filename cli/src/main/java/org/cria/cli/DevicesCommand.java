package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.DeviceArguments;
import org.cria.cli.device.DeviceFinder;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.device.DevicesReport;
import org.cria.kernels.backend.Backends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cria devices}: what models can run on. */
@Command(
        name = "devices",
        description = {
            "Lists what models can run on, and which device --device auto takes.",
            "GB/s is how fast a device reads the weights of a matrix that it multiplies with a vector, Q8_0: what generating"
                    + " mostly does. It is measured once for each device, driver and SDK."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DevicesCommand implements Callable<Integer>, DeviceUser {
    @Option(names = "--measure", description = "Measures again what was measured before.")
    private boolean measure;

    @Option(
            names = "--json",
            description = "Prints one JSON object: devices [{name, …}], auto {device, reason}, tornadovm {…}.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    private boolean verbose;

    @Override
    public String device() {
        return Backends.AUTO; // it looks at all
    }

    @Override
    public long plannedBytes() {
        return 0;
    }

    @Override
    public Integer call() {
        DeviceFinder finder = DeviceArguments.finder();
        DevicesReport report = new DevicesReport(finder.survey(measure), finder.sdk());
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(json ? report.json() + "\n" : report.text());
        out.flush();
        return 0;
    }
}
