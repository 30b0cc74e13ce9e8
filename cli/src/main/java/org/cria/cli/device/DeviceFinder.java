package org.cria.cli.device;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.cria.cli.wording.Wording;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Requirement;
import org.cria.kernels.backend.Workbench;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.tornado.SdkSearch;

/** Finds devices, measures them once, and chooses. */
public final class DeviceFinder {
    /**
     * What there is.
     *
     * @param devices of all backends
     * @param choice that {@code auto} makes
     * @param tunings what is tuned, and why it is not where it was before, a line each
     */
    public record Survey(List<RatedDevice> devices, Choice choice, List<String> tunings) {}

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
        if (device.equals(Backends.AUTO)) {
            List<Backend> backends = Backends.all();
            // The host needs no looking up where there is no other.
            Listing listing = Listing.of(backends.stream()
                    .filter(backend -> backend.role() == Backend.Role.DEVICE)
                    .toList());
            return auto(listing, () -> rated(Listing.of(backends), RatedDevice::isConsidered, false));
        }
        Optional<Requirement> unmet = Backends.choose(device).requirement().filter(requirement -> !requirement.isMet());
        if (unmet.isPresent()) {
            throw new CriaException("device '" + device + "' needs " + remedy(unmet.get()) + " Or choose --device "
                    + Backends.host().name() + ".");
        }
        return new Choice(device, "asked for");
    }

    /**
     * Every device, measured but for emulators, and the one that {@code auto} takes.
     *
     * @param again measures also those whose speed is known
     */
    public Survey survey(boolean again) {
        Listing listing = Listing.of(Backends.all());
        List<RatedDevice> devices = rated(listing, device -> device.role() != Backend.Role.EMULATOR, again);
        return new Survey(devices, auto(listing, () -> devices), List.copyOf(tunings));
    }

    /** The choice among devices, kept for the next start if all could be seen. */
    private Choice auto(Listing listing, Supplier<List<RatedDevice>> rated) {
        Optional<Requirement> unmet = listing.unmet().stream().findFirst();
        Optional<Choice> before = unmet.flatMap(this::before);
        if (before.isPresent()) {
            return before.get();
        }
        Choice choice = listing.hasChoice()
                ? RatedDevice.fastest(rated.get())
                : new Choice(Backends.host().name(), unmet.map(this::absence).orElseGet(listing::nothingElse));
        if (unmet.isEmpty() && sdk instanceof SdkSearch.Found found) {
            LastChoice.write(folder, found.sdk().home(), choice);
        }
        return choice;
    }

    /** What was chosen in a JVM that met the requirement, if it runs in this one too. */
    private Optional<Choice> before(Requirement unmet) {
        return sdk instanceof SdkSearch.Found found && isSdks(unmet)
                ? LastChoice.read(folder, found.sdk().home()).filter(choice -> runsHere(choice.device()))
                : Optional.empty();
    }

    private static boolean runsHere(String device) {
        try {
            return Backends.choose(device).runsHere();
        } catch (CriaException e) {
            return false; // another version's device
        }
    }

    private static boolean isSdks(Requirement requirement) {
        return requirement.name().equals(SdkSearch.PROVIDES);
    }

    private String absence(Requirement unmet) {
        return isSdks(unmet) ? sdk.absence() : "the JVM was started without " + unmet.name();
    }

    private String remedy(Requirement unmet) {
        return isSdks(unmet)
                ? sdk.remedy()
                : unmet.name() + ", and the JVM was started without it. " + unmet.remedy() + ".";
    }

    private List<RatedDevice> rated(Listing listing, Predicate<RatedDevice> measured, boolean again) {
        Measurements measurements = Measurements.load(folder);
        return listing.devices().stream()
                .map(device -> device.isHost() ? named(device) : device)
                .map(device -> measured.test(device) ? rated(device, measurements, again) : device)
                .toList();
    }

    /** The host's cores have a name that only this machine's files tell. */
    private RatedDevice named(RatedDevice host) {
        return RatedDevice.unrated(
                host.info().withDeviceName(processor + ", " + host.info().deviceName()), host.role());
    }

    private RatedDevice rated(RatedDevice device, Measurements measurements, boolean again) {
        DeviceInfo info = device.info();
        Backend backend =
                folder.tunedFigures().apply(Backends.choose(info.name()), note -> tunings.add(Wording.of(note)));
        Optional<String> tuning = TunedFigures.line(backend);
        tuning.ifPresent(tunings::add);
        String key = key(device, backend) + tuning.map(line -> ", " + line).orElse("");
        Optional<TokenCost> known = again ? Optional.empty() : measurements.cost(key);
        if (known.isPresent()) {
            return new RatedDevice(info, device.role(), known, Optional.empty());
        }
        notes.println("measuring " + info.name() + " (" + info.deviceName() + ")…");
        try {
            double launch = device.isHost()
                    ? 0
                    : backend.workbench().map(Workbench::launchNanos).orElse(0.0);
            TokenCost cost = new TokenCost(MatVecSpeed.of(backend, threads), launch);
            measurements.put(key, cost);
            return new RatedDevice(info, device.role(), Optional.of(cost), Optional.empty());
        } catch (RuntimeException e) {
            return new RatedDevice(
                    info, device.role(), known, Optional.of("could not be measured: " + Wording.described(e)));
        }
    }

    /** All that a device's speed depends on. */
    private String key(RatedDevice device, Backend backend) {
        DeviceInfo info = device.info();
        List<String> parts =
                new ArrayList<>(List.of(info.name(), info.deviceName(), info.platform() + " " + info.driver()));
        if (device.isHost()) {
            parts.add(Count.of(threads, "thread"));
        }
        backend.requirement()
                .ifPresent(requirement -> parts.add(
                        isSdks(requirement) && sdk instanceof SdkSearch.Found found
                                ? requirement.name() + " " + found.sdk().version()
                                : requirement.name()));
        return String.join(", ", parts);
    }
}
