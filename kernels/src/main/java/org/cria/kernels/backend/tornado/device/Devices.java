package org.cria.kernels.backend.tornado.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.DeviceInfo;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** The devices that TornadoVM has found, in its order: the default one first. */
public final class Devices {
    /** Begins the line with the cause, in a message of many. */
    private static final String INTERNAL = "The internal error is:";

    private final List<FoundDevice> found;

    /** A device and what it says of itself. */
    public record FoundDevice(DeviceInfo info, TornadoDevice device) {}

    private Devices(List<FoundDevice> found) {
        this.found = found;
    }

    /**
     * Asks TornadoVM, or its emulator where that takes its place.
     *
     * @throws CriaException when TornadoVM finds none
     */
    public static Devices find() {
        List<FoundDevice> found;
        try {
            found = ask(TornadoRuntimeProvider.getTornadoRuntime());
        } catch (LinkageError e) { // what becomes of an exception in its static initialisers
            throw none(" (" + reason(e) + ")", e);
        }
        if (found.isEmpty()) {
            throw none("", null);
        }
        return new Devices(found);
    }

    private static List<FoundDevice> ask(TornadoRuntime runtime) {
        List<FoundDevice> found = new ArrayList<>();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            String name = runtime.getBackendType(b).name().toLowerCase(Locale.ROOT);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                TornadoDevice device = backend.getDevice(d);
                found.add(new FoundDevice(describe("tornado:" + name + ":" + d, name, device), device));
            }
        }
        return found;
    }

    private static CriaException none(String why, @Nullable Throwable cause) {
        return new CriaException(
                Explanation.of(
                        "TornadoVM finds no device" + why
                                + ". Install the device's driver ('clinfo' lists what OpenCL finds, 'nvidia-smi' NVIDIA's GPUs;"
                                + " CUDA also needs a CUDA toolkit), or choose ",
                        Control.DEVICE.to("cpu"),
                        "."),
                cause);
    }

    /** What TornadoVM complains of, in a line: without colours, stack traces and the fallback that is switched off. */
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String kind = root.toString();
        if (message == null) {
            return kind;
        }
        List<String> lines = message.replaceAll(
                        "\u001B\\[[0-9;]*m|\\[(WARNING|ERROR)] | Deoptimizing to sequential execution\\.", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream()
                .filter(line -> line.startsWith(INTERNAL))
                .map(line -> line.substring(INTERNAL.length()).strip())
                .findFirst()
                .orElseGet(() -> lines.isEmpty() ? kind : lines.getFirst().strip());
    }

    public List<DeviceInfo> infos() {
        return found.stream().map(FoundDevice::info).toList();
    }

    /**
     * A device by its number or by its backend, or both: {@code opencl:1}, {@code opencl} for its first, {@code 0} for the first
     * that is listed.
     *
     * @throws CriaException when there is no such device; the message lists those that there are
     */
    public FoundDevice choose(String which) {
        return found.get(indexOf(which, infos().stream().map(DeviceInfo::name).toList()));
    }

    /** The place of a device among those of these names. */
    static int indexOf(String which, List<String> names) {
        String sought = which.toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            String known = names.get(i).substring("tornado:".length());
            if (known.equals(sought) || known.equals(sought + ":0") || sought.equals(Integer.toString(i))) {
                return i;
            }
        }
        throw new CriaException(
                "device 'tornado:" + which + "' is unknown; TornadoVM has " + String.join(", ", names) + ".");
    }

    /**
     * What TornadoVM tells of a device.
     *
     * @param name as {@code --device} takes it
     * @param backend that drives it
     */
    static DeviceInfo describe(String name, String backend, TornadoDevice device) {
        TornadoTargetDevice target = device.getPhysicalDevice();
        String text = target.getDeviceInfo();
        return new DeviceInfo(
                name,
                backend,
                target.getDeviceName(),
                device.getPlatformName(),
                switch (device.getDeviceType()) {
                    case CPU -> DeviceInfo.Kind.CPU;
                    case GPU -> DeviceInfo.Kind.GPU;
                    default -> DeviceInfo.Kind.ACCELERATOR;
                },
                driver(text),
                device.getMaxGlobalMemory(),
                device.getMaxAllocMemory(),
                device.getDeviceLocalMemorySize(),
                Math.toIntExact(target.getDeviceMaxWorkGroupSize()[0]),
                fp16(text),
                target.getDeviceMaxComputeUnits());
    }

    /** TornadoVM hands the driver's version out only in its text for people. */
    static String driver(String text) {
        return text.lines()
                .filter(line -> line.startsWith("Driver version"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The same text has OpenCL's extensions, a line each; other backends list none. */
    static DeviceInfo.Fp16 fp16(String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        if (lines.contains("cl_khr_fp16")) {
            return DeviceInfo.Fp16.YES;
        }
        return lines.stream().anyMatch(line -> line.startsWith("cl_khr_"))
                ? DeviceInfo.Fp16.NO
                : DeviceInfo.Fp16.UNKNOWN;
    }
}
