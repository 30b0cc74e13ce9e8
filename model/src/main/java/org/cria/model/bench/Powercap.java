package org.cria.model.bench;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The counters of Linux's powercap: those of packages, of the memory beside them, and of the whole board. Cores and other parts of a
 * package are in its own counter; a package that is reached in several ways (registers, TPMI, MMIO) is counted once.
 *
 * @see <a href="https://docs.kernel.org/power/powercap/powercap.html">Power Capping Framework</a>
 */
public final class Powercap implements EnergyMeter {
    /** Where Linux has it. */
    public static final Path FOLDER = Path.of("/sys/class/powercap");

    /** The smallest counters, of 65 kJ, turn over after two minutes at 500 W. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final double MICRO = 1e-6;
    /** {@code intel-rapl:0} is a zone, {@code intel-rapl:0:1} a part of it; AMD's processors are called so too. */
    private static final Pattern ZONE = Pattern.compile("(intel-rapl[a-z-]*):\\d+");

    private final List<Zone> zones;
    private final String missing;
    private long lookedNanos = System.nanoTime();

    private Powercap(List<Zone> zones, String missing) {
        this.zones = zones;
        this.missing = missing;
    }

    /** A counter, which turns over. */
    private static final class Zone {
        private final EnergyDomain domain;
        private final Path counter;
        private final long range;
        private long last;
        private long sum;
        private boolean readable = true;

        Zone(EnergyDomain domain, Path folder) throws IOException {
            this.domain = domain;
            this.counter = counter(folder);
            this.range = number(folder.resolve("max_energy_range_uj"));
            this.last = number(counter);
        }

        static Path counter(Path folder) {
            return folder.resolve("energy_uj");
        }

        void look() {
            try {
                long now = number(counter);
                sum += now - last + (now < last ? range : 0);
                last = now;
            } catch (IOException _) {
                readable = false; // a package may be switched off meanwhile; what is measured goes on without
            }
        }

        private static long number(Path file) throws IOException {
            String text = Files.readString(file).strip();
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IOException(file + " is '" + text + "', expected a whole number", e);
            }
        }
    }

    /**
     * The counters below a folder.
     *
     * @param folder such as {@link #FOLDER}; need not be there
     */
    public static Powercap in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return none(folder + " is not there, in which Linux counts energy on real machines");
        }
        List<Zone> zones = new ArrayList<>();
        Set<String> counted = new HashSet<>();
        try {
            List<Path> all = entries(folder);
            for (Path zone : all) {
                if (ZONE.matcher(zone.getFileName().toString()).matches() && Files.exists(Zone.counter(zone))) {
                    String name = name(zone);
                    Optional<EnergyDomain> domain = domain(name);
                    if (domain.isPresent() && counted.add(name)) {
                        zones.add(new Zone(domain.get(), zone));
                        memory(all, zone, zones);
                    }
                }
            }
        } catch (AccessDeniedException e) {
            return none(e.getFile() + " may be read by root only: run as root, or have root make it readable");
        } catch (IOException e) {
            return none("a counter cannot be read (" + e.getMessage() + ")");
        }
        return zones.isEmpty()
                ? none(folder + " has no counter of a package: a virtual machine and a container show none")
                : new Powercap(zones, "");
    }

    private static Powercap none(String why) {
        return new Powercap(List.of(), "of the processors: " + why);
    }

    /** The ways to a package in the order in which they are preferred. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted(Comparator.comparingInt(Powercap::rank).thenComparing(Path::toString))
                    .toList();
        }
    }

    private static int rank(Path zone) {
        Matcher name = ZONE.matcher(zone.getFileName().toString());
        return name.matches()
                ? List.of("intel-rapl", "intel-rapl-tpmi", "intel-rapl-mmio").indexOf(name.group(1))
                : -1;
    }

    private static Optional<EnergyDomain> domain(String name) {
        return name.startsWith("package")
                ? Optional.of(EnergyDomain.PACKAGE)
                : name.startsWith("psys") ? Optional.of(EnergyDomain.PSYS) : Optional.empty();
    }

    /** The only part of a package's zone that the package's counter has not. */
    private static void memory(List<Path> all, Path zone, List<Zone> zones) throws IOException {
        for (Path part : all) {
            if (part.getFileName().toString().startsWith(zone.getFileName() + ":")
                    && Files.exists(Zone.counter(part))
                    && name(part).equals("dram")) {
                zones.add(new Zone(EnergyDomain.DRAM, part));
            }
        }
    }

    private static String name(Path zone) throws IOException {
        return Files.readString(zone.resolve("name")).strip();
    }

    @Override
    public Map<EnergyDomain, Double> joules() {
        look();
        Map<EnergyDomain, Double> joules = new EnumMap<>(EnergyDomain.class);
        zones.forEach(zone -> joules.merge(zone.domain, zone.sum * MICRO, Double::sum));
        zones.stream().filter(zone -> !zone.readable).forEach(zone -> joules.remove(zone.domain));
        return joules;
    }

    @Override
    public void keepUp() {
        if (!zones.isEmpty() && System.nanoTime() - lookedNanos > REST.toNanos()) {
            look();
        }
    }

    private void look() {
        zones.forEach(Zone::look);
        lookedNanos = System.nanoTime();
    }

    @Override
    public Optional<String> missing() {
        return zones.isEmpty() ? Optional.of(missing) : Optional.empty();
    }
}
