package org.cria.cli.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.cria.cli.report.Table;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.tornado.SdkSearch;

/** What {@code cria devices} prints. */
public record DevicesReport(DeviceFinder.Survey survey, SdkSearch sdk) {
    /** For people. */
    public String text() {
        Table table =
                new Table("NAME", "KIND", ">UNITS", ">MEMORY", ">ARRAY", ">LOCAL", ">GROUP", "FP16", ">GB/S", "DEVICE");
        StringBuilder objections = new StringBuilder();
        for (RatedDevice rated : survey.devices()) {
            DeviceInfo device = rated.info();
            boolean hasGroups = device.localBytes() > 0;
            table.row(
                    device.name(),
                    lower(device.kind()),
                    String.valueOf(device.computeUnits()),
                    bytes(device.memoryBytes()),
                    bytes(device.allocationBytes()),
                    hasGroups ? bytes(device.localBytes()) : "-",
                    hasGroups ? String.valueOf(device.groupItems()) : "-",
                    device.fp16() == DeviceInfo.Fp16.UNKNOWN ? "?" : lower(device.fp16()),
                    rated.cost()
                            .map(cost -> String.format(Locale.ROOT, "%.1f", cost.gigabytesPerSecond()))
                            .orElse("-"),
                    description(rated));
            rated.objection().ifPresent(objection -> objections.append(device.name() + ": " + objection + "\n"));
        }
        return table.text("")
                + (objections.isEmpty() ? "" : "\n" + objections)
                + (survey.tunings().isEmpty() ? "" : "\n" + String.join("\n", survey.tunings()) + "\n")
                + "\nauto takes " + survey.choice().device() + ": "
                + survey.choice().reason() + "\n"
                + sdk.summary()
                + "\n";
    }

    private static String description(RatedDevice rated) {
        DeviceInfo device = rated.info();
        return rated.role() == Backend.Role.DEVICE
                ? device.deviceName() + ", " + device.platform()
                        + (device.driver().isEmpty() ? "" : ", driver " + device.driver())
                : device.deviceName();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String bytes(long bytes) {
        return bytes == 0
                ? "?"
                : bytes < 1L << 20
                        ? bytes / 1024 + " KiB"
                        : bytes < 1L << 30
                                ? bytes / (1L << 20) + " MiB"
                                : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }

    /** For programs. */
    public String json() {
        ObjectNode report = new ObjectMapper().createObjectNode();
        var devices = report.putArray("devices");
        for (RatedDevice rated : survey.devices()) {
            DeviceInfo device = rated.info();
            ObjectNode entry = devices.addObject()
                    .put("name", device.name())
                    .put("backend", device.backend())
                    .put("device", device.deviceName())
                    .put("platform", device.platform())
                    .put("kind", lower(device.kind()))
                    .put("driver", device.driver())
                    .put("memory_bytes", device.memoryBytes())
                    .put("largest_array_bytes", device.allocationBytes())
                    .put("local_memory_bytes", device.localBytes())
                    .put("group_items", device.groupItems())
                    .put("fp16", lower(device.fp16()))
                    .put("compute_units", device.computeUnits());
            rated.cost()
                    .ifPresent(cost -> entry.put("gigabytes_per_second", cost.gigabytesPerSecond())
                            .put("launch_microseconds", cost.launchNanos() / 1e3));
            rated.objection().ifPresent(objection -> entry.put("objection", objection));
        }
        var tuned = report.putArray("tuned");
        survey.tunings().forEach(tuned::add);
        report.putObject("auto")
                .put("device", survey.choice().device())
                .put("reason", survey.choice().reason());
        ObjectNode tornadoVm = report.putObject("tornadovm");
        switch (sdk) {
            case SdkSearch.Found found -> {
                tornadoVm
                        .put("home", found.sdk().home().toString())
                        .put("version", found.sdk().version());
                var backends = tornadoVm.putArray("backends");
                found.sdk().backends().forEach(backends::add);
            }
            case SdkSearch.Unfit unfit ->
                tornadoVm.put("home", unfit.home().toString()).put("problem", unfit.reason());
            case SdkSearch.Missing missing -> tornadoVm.put("problem", missing.advice());
        }
        return report.toString();
    }
}
