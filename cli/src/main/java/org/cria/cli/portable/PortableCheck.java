package org.cria.cli.portable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.device.ProcessorName;
import org.cria.cli.version.Version;
import org.cria.tornado.SdkSearch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole check: finds devices, checks and measures the fastest one, and leaves a report for people and one for programs. */
@Command(
        name = "check",
        description = {
            "Checks and measures a device of this machine with Cria, which needs nothing but the device's driver.",
            "Leaves cria-gpu-check.md and cria-gpu-check.json. Writes 2 GB of random models meanwhile."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit code 0: the device computes what the CPU does; 1: it does not, could not be checked, or is not there."
        })
public final class PortableCheck implements Callable<Integer> {
    private static final String DEVICES_NAME = "tornado:";

    /** Left free on the disk. */
    private static final long SPARE_BYTES = 256L << 20;

    @Option(
            names = {"-dev", "--device"},
            paramLabel = "NAME",
            description = "The device, such as tornado:opencl:0. Default: the fastest that is no CPU, else the first.")
    private String device = "";

    @Option(
            names = "--seconds",
            defaultValue = "450",
            description = "What is not done then is left out. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--folder", paramLabel = "FOLDER", description = "Where the reports go. Default: the current one.")
    private Path folder = Path.of("");

    /** The folder in which the check's own Java lies, in {@code runtime}. */
    private final Path home = Path.of(System.getProperty("java.home"))
            .resolveSibling("")
            .toAbsolutePath()
            .normalize();

    private final ObjectNode report = PartFindings.JSON.createObjectNode();

    public static void main(String[] args) {
        System.exit(new CommandLine(new PortableCheck()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path results = Files.createDirectories(folder.toAbsolutePath());
        report.put("cria", new Version().getVersion()[0])
                .put("time", Instant.now().toString())
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("processor", ProcessorName.read());
        SdkSearch search = SdkSearch.of(Map.of(
                SdkSearch.VARIABLE,
                System.getenv()
                        .getOrDefault(
                                SdkSearch.VARIABLE, home.resolve("tornadovm").toString())));
        report.put("tornadovm", search.summary());
        Path work = Files.createTempDirectory(results, "cria-gpu-check-");
        try {
            if (search instanceof SdkSearch.Found found) {
                Drivers drivers = Drivers.find(
                        Path.of("/"),
                        home,
                        System.getenv(),
                        found.sdk().backends().contains("cuda"));
                ArrayNode notes = report.putArray("notes");
                drivers.notes().forEach(notes::add);
                check(new PartRunner(home, work, found.sdk(), drivers, start + seconds * 1_000_000_000L));
            } else {
                report.put("problem", search.summary());
            }
        } finally {
            report.put("seconds", (System.nanoTime() - start) / 1e9);
            Files.writeString(
                    results.resolve("cria-gpu-check.json"),
                    PartFindings.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
            Files.writeString(results.resolve("cria-gpu-check.md"), PortableReport.of(report));
            delete(work);
        }
        System.out.println(PortableReport.verdict(report));
        System.out.println("Reports: " + results.resolve("cria-gpu-check.md") + " and .json");
        return PortableReport.isRight(report) ? 0 : 1;
    }

    private void check(PartRunner runner) throws IOException, InterruptedException {
        Path builtIn = home.resolve(Path.of("models", "built-in.gguf"));
        say("looking for devices");
        ObjectNode devices = runner.run(Part.DEVICES, "auto", builtIn);
        report.set("devices", devices);
        Optional<String> chosen = device.isEmpty() ? fastest(devices) : Optional.of(device);
        if (chosen.isEmpty()) {
            report.put(
                    "problem",
                    devices.has("problem")
                            ? "The devices could not be listed: "
                                    + devices.path("problem").asText()
                                    + ". A driver did that; take its file out of /etc/OpenCL/vendors, or name others with $OCL_ICD_VENDORS."
                            : "TornadoVM sees no device. Install the driver of one; OpenCL's stand in /etc/OpenCL/vendors.");
            return;
        }
        report.put("device", chosen.get());
        say("comparing answers on " + chosen.get());
        report.set("golden", runner.run(Part.GOLDEN, chosen.get(), builtIn));
        say("comparing operators");
        report.set("operators", runner.run(Part.OPERATORS, chosen.get(), builtIn));
        Map<RandomModel.Mixture, ObjectNode> models = new EnumMap<>(RandomModel.Mixture.class);
        ArrayNode all = report.putArray("models");
        for (RandomModel.Mixture mixture : RandomModel.Mixture.values()) {
            models.put(mixture, all.addObject().put("format", mixture.name()));
        }
        for (Part part : new Part[] {Part.SPEED, Part.KERNELS, Part.SHAPES}) {
            for (Map.Entry<RandomModel.Mixture, ObjectNode> each : models.entrySet()) {
                Optional<Path> model = model(runner, each.getKey(), each.getValue());
                if (model.isPresent()) {
                    String name = part.name().toLowerCase(Locale.ROOT);
                    say(name + " of a model of TinyLlama's shape in " + each.getKey());
                    each.getValue().set(name, runner.run(part, chosen.get(), model.get()));
                }
            }
        }
    }

    /** A model of random weights, made the first time; empty where it has no room or no time. */
    private static Optional<Path> model(PartRunner runner, RandomModel.Mixture mixture, ObjectNode about)
            throws IOException {
        Path file = runner.work().resolve(mixture.name() + ".gguf");
        if (Files.exists(file)) {
            return Optional.of(file);
        }
        long bytes = RandomModel.TINY_LLAMA.bytes(mixture);
        long usable = runner.work().toFile().getUsableSpace(); // a bare root lacks what a FileStore reads
        about.put("bytes", bytes);
        if (usable < bytes + SPARE_BYTES) {
            about.put("problem", "no room on the disk: " + (usable >> 20) + " MiB are free. Name another --folder.");
            return Optional.empty();
        }
        if (runner.remaining() == 0) {
            return Optional.empty();
        }
        RandomModel.TINY_LLAMA.write(file, mixture);
        return Optional.of(file);
    }

    private static Optional<String> fastest(ObjectNode devices) {
        Optional<String> best = Optional.empty();
        double most = -1;
        for (JsonNode each : devices.path("devices")) {
            String name = each.path("name").asText();
            boolean card = !each.path("kind").asText().equals("cpu");
            double speed = (card ? 1e6 : 0) + each.path("gigabytes_per_second").asDouble();
            if (name.startsWith(DEVICES_NAME) && speed > most) {
                most = speed;
                best = Optional.of(name);
            }
        }
        return best;
    }

    private static void say(String what) {
        System.err.println("check: " + what);
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path each : inside) {
                if (Files.isDirectory(each)) {
                    delete(each);
                } else {
                    Files.delete(each);
                }
            }
        }
        Files.delete(folder);
    }
}
