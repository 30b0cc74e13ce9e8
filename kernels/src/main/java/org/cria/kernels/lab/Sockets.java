package org.cria.kernels.lab;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.cpu.rows.RowsKernel;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Step;

/** Every place for a kernel of a user's own. */
public final class Sockets {
    private static final List<Socket> ALL = Stream.concat(
                    KernelsByOperator.operators().stream()
                            .filter(operator -> operator != Step.Given.class)
                            .<Socket>map(OperatorSocket::new),
                    Formats.all().stream().map(RowsSocket::new))
            .toList();

    private Sockets() {}

    /** Those of devices first. */
    public static List<Socket> all() {
        return ALL;
    }

    /**
     * The place of this name, in any case.
     *
     * @throws CriaException when there is none
     */
    public static Socket named(String name) {
        return ALL.stream()
                .filter(socket -> socket.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() ->
                        new CriaException("'" + name + "' is no operator that a kernel can compute; choose one of "
                                + names(true) + " (a device's kernels), or one of " + names(false)
                                + " (the CPU's rows in that format)."));
    }

    private static String names(boolean ofDevices) {
        return ALL.stream()
                .filter(socket -> socket.isOfDevices() == ofDevices)
                .map(Socket::name)
                .collect(Collectors.joining(", "));
    }

    /**
     * The place that a kernel is for.
     *
     * @throws CriaException when there is none
     */
    public static Socket of(OwnKernel kernel) {
        return switch (kernel) {
            case RowsKernel rows -> new RowsSocket(rows.format());
            case DeviceKernel<?> device
            when KernelsByOperator.operators().contains(device.operator()) -> new OperatorSocket(device.operator());
            default ->
                throw new CriaException(kernel.name() + " is a kernel for '" + kernel.place()
                        + "', which is no operator of the table; there are " + names(true) + ".");
        };
    }
}
