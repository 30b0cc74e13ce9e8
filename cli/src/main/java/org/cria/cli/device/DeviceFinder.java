package org.cria.cli.device;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.tornado.TornadoBackend;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.tornado.SdkSearch;

/** Finds devices, measures them once, and chooses. */
public final class DeviceFinder {
    /**
     * What there is.
     *
     * @param choice that {@code auto} makes
     * @param tunings what is tuned, and why it is not where it was before, a line each
     */
    public record Survey(List<Candidate> candidates, Choice choice, List<String> tunings) {}

    /**
     * What the backends tell.
     *
     * @param problem what kept TornadoVM from finding a device, where something did
     */
    private record Listing(List<DeviceInfo> devices, Optional<String> problem) {}

    private final SdkSearch sdk;
    private final CacheFolder folder;
    private final String processor;
    private final int threads;
    private final PrintStream notes;
    private final List<String> tunings = new ArrayList<>();

    /**
     * @param environment of the process
     * @param processor the CPU's name
     * @param threads that compute on the CPU
     * @param notes where a line goes when something takes a while
     */
    public DeviceFinder(Map<String, String> environment, String processor, int threads, PrintStream notes) {
        this.sdk = SdkSearch.of(environment);
        this.folder = CacheFolder.of(environment);
        this.processor = processor;
        this.threads = threads;
        this.notes = notes;
    }

    /** TornadoVM's SDK, or why there is none. */
    public SdkSearch sdk() {
        return sdk;
    }

    /**
     * What {@code --device} means.
     *
     * @throws CriaException when a device that was named cannot run here; the message says what is missing, or which there are
     */
    public Choice choose(String device) {
        if (device.equals("auto")) {
            return auto();
        }
        if ((device.equals("tornado") || device.startsWith("tornado:")) && !TornadoBackend.isThere()) {
            throw new CriaException("device '" + device + "' needs " + missing() + " Or choose --device cpu.");
        }
        Backends.choose(device);
        return new Choice(device, "asked for");
    }

    private String missing() {
        return switch (sdk) {
            case SdkSearch.Missing missing -> "TornadoVM's SDK. " + missing.advice();
            case SdkSearch.Unfit unfit -> "TornadoVM's SDK. " + unfit.reason();
            case SdkSearch.Found found ->
                "TornadoVM, and the JVM was started without it. Start Cria by its launcher, which finds "
                        + found.sdk().summary() + ".";
        };
    }

    private Choice auto() {
        if (TornadoBackend.isThere()) {
            Listing listing = listing();
            boolean alone =
                    listing.devices().stream().filter(Candidate::considers).count() == 1;
            return seen(listing, candidates(listing, device -> Candidate.considers(device) && !alone, false));
        }
        return switch (sdk) {
            case SdkSearch.Missing _ -> new Choice("cpu", "no TornadoVM SDK was found");
            case SdkSearch.Unfit _ -> new Choice("cpu", "TornadoVM's SDK does not fit");
            case SdkSearch.Found found ->
                LastChoice.read(folder, found.sdk().home())
                        .filter(choice -> choice.device().equals("cpu"))
                        .orElseGet(() -> new Choice("cpu", "the JVM was started without TornadoVM"));
        };
    }

    /**
     * Every device, measured but for the emulator, and the one that {@code auto} takes.
     *
     * @param again measures also those whose speed is known
     */
    public Survey survey(boolean again) {
        Listing listing = listing();
        List<Candidate> candidates =
                candidates(listing, device -> !device.backend().equals("emulator"), again);
        Choice choice = TornadoBackend.isThere() ? seen(listing, candidates) : auto();
        return new Survey(candidates, choice, List.copyOf(tunings));
    }

    /** The choice among devices, kept for the next start. */
    private Choice seen(Listing listing, List<Candidate> candidates) {
        Choice choice = listing.problem()
                .map(reason -> new Choice("cpu", reason))
                .orElseGet(() -> Candidate.fastest(candidates));
        if (sdk instanceof SdkSearch.Found found) {
            LastChoice.write(folder, found.sdk().home(), choice);
        }
        return choice;
    }

    private Listing listing() {
        List<DeviceInfo> devices = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        for (Backend backend : Backends.all()) {
            try {
                for (DeviceInfo device : backend.devices()) {
                    devices.add(device.name().equals("cpu") ? named(device) : device);
                }
            } catch (CriaException e) {
                problem = Optional.of(Wording.of(e));
            }
        }
        return new Listing(devices, problem);
    }

    private List<Candidate> candidates(Listing listing, Predicate<DeviceInfo> measured, boolean again) {
        Measurements measurements = Measurements.load(folder);
        return listing.devices().stream()
                .map(device -> measured.test(device)
                        ? candidate(device, measurements, again)
                        : new Candidate(device, OptionalDouble.empty(), Optional.empty()))
                .toList();
    }

    private DeviceInfo named(DeviceInfo cpu) {
        return new DeviceInfo(
                cpu.name(),
                cpu.backend(),
                processor + ", " + cpu.deviceName(),
                cpu.platform(),
                cpu.kind(),
                cpu.driver(),
                cpu.memoryBytes(),
                cpu.allocationBytes(),
                cpu.localBytes(),
                cpu.groupItems(),
                cpu.fp16(),
                cpu.computeUnits());
    }

    private Candidate candidate(DeviceInfo device, Measurements measurements, boolean again) {
        Backend backend =
                folder.tunedFigures().apply(Backends.choose(device.name()), note -> tunings.add(Wording.of(note)));
        Optional<String> tuning = TunedFigures.line(backend);
        tuning.ifPresent(tunings::add);
        String key = key(device) + tuning.map(line -> ", " + line).orElse("");
        OptionalDouble known = again ? OptionalDouble.empty() : measurements.speed(key);
        if (known.isPresent()) {
            return new Candidate(device, known, Optional.empty());
        }
        notes.println("measuring " + device.name() + " (" + device.deviceName() + ")…");
        try {
            double speed = MatVecSpeed.of(backend, threads);
            measurements.put(key, speed);
            return new Candidate(device, OptionalDouble.of(speed), Optional.empty());
        } catch (RuntimeException e) {
            return new Candidate(device, known, Optional.of("could not be measured: " + Wording.described(e)));
        }
    }

    /** All that a device's speed depends on. */
    private String key(DeviceInfo device) {
        String runtime = device.name().equals("cpu")
                ? threads + " threads"
                : sdk instanceof SdkSearch.Found found
                        ? "TornadoVM " + found.sdk().version()
                        : "TornadoVM";
        return device.name() + ", " + device.deviceName() + ", " + device.platform() + " " + device.driver() + ", "
                + runtime;
    }
}
