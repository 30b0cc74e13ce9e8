package org.cria.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.cli.device.DeviceOptions;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.llamacpp.LlamaCppFlags;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.tornado.SdkSearch;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What the launcher asks before it starts a command that may use a device of TornadoVM's: with which options. It prints the name of
 * a file of arguments for {@code java}, or nothing where the command runs without TornadoVM. What is wrong with the command line is
 * left to the command to say.
 */
public final class LaunchOptions {
    private LaunchOptions() {}

    public static void main(String[] args) throws IOException {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        if (SdkSearch.of(System.getenv()) instanceof SdkSearch.Found found) {
            Optional<DeviceUser> user = deviceUser(args);
            if (user.isPresent()) {
                String classPath = System.getProperty("java.class.path", "");
                System.out.println(
                        DeviceOptions.write(System.getenv(), found.sdk(), plannedBytes(user.get()), classPath));
            }
        }
        System.exit(0); // whatever else was started
    }

    /** The part of the command that runs on a device, where that may be one of TornadoVM's. */
    static Optional<DeviceUser> deviceUser(String... args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        ParseResult result;
        try {
            result = line.parseArgs(new LlamaCppFlags(line, args).understood());
        } catch (ParameterException e) {
            return Optional.empty();
        }
        while (result.hasSubcommand() && !result.isUsageHelpRequested()) {
            result = result.subcommand();
        }
        if (result.isUsageHelpRequested() || result.isVersionHelpRequested()) {
            return Optional.empty();
        }
        CommandSpec command = result.commandSpec();
        return Stream.concat(
                        Stream.of(command.userObject()),
                        command.mixins().values().stream().map(CommandSpec::userObject))
                .filter(DeviceUser.class::isInstance)
                .map(DeviceUser.class::cast)
                .filter(user -> mayUseTornadoVm(user.device()))
                .findFirst();
    }

    private static boolean mayUseTornadoVm(String device) {
        try {
            List<Backend> possible = device.equals(Backends.AUTO) ? Backends.all() : List.of(Backends.choose(device));
            return possible.stream()
                    .flatMap(backend -> backend.requirement().stream())
                    .anyMatch(requirement -> requirement.name().equals(SdkSearch.PROVIDES));
        } catch (CriaException e) {
            return false;
        }
    }

    private static long plannedBytes(DeviceUser user) {
        try {
            return user.plannedBytes();
        } catch (CriaException | ParameterException e) {
            return 0;
        }
    }
}
