package org.cria.model.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of energy, in trees that are made as Linux has them. */
class PowercapTest {
    private static final long RANGE = 65_532_610_987L;

    @TempDir
    private Path folder;

    @Test
    void packagesAreAddedUpAndTheirPartsAreNot() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000);
        zone("intel-rapl:0:0", "core", 500_000);
        zone("intel-rapl:0:1", "uncore", 500_000);
        zone("intel-rapl:1", "package-1", 7_000_000);
        Files.createDirectory(folder.resolve("intel-rapl")); // the control itself, which counts nothing
        Powercap meter = Powercap.in(folder);
        assertTrue(meter.missing().isEmpty());
        assertEquals(Map.of(EnergyDomain.PACKAGE, 0.0), meter.joules());
        count("intel-rapl:0", 3_500_000);
        count("intel-rapl:0:0", 2_000_000);
        count("intel-rapl:1", 8_000_000);
        assertEquals(Map.of(EnergyDomain.PACKAGE, 3.5), meter.joules());
    }

    @Test
    void memoryAndTheBoardAreFiguresOfTheirOwn() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        zone("intel-rapl:0:2", "dram", 0);
        zone("intel-rapl:1", "package-1", 0);
        zone("intel-rapl:1:2", "dram", 0);
        zone("intel-rapl:2", "psys", 0);
        Powercap meter = Powercap.in(folder);
        count("intel-rapl:0:2", 1_000_000);
        count("intel-rapl:1:2", 2_000_000);
        count("intel-rapl:2", 9_000_000);
        assertEquals(Map.of(EnergyDomain.PACKAGE, 0.0, EnergyDomain.DRAM, 3.0, EnergyDomain.PSYS, 9.0), meter.joules());
    }

    @Test
    void aPackageThatIsReachedInTwoWaysIsCountedOnce() throws IOException {
        zone("intel-rapl-mmio:0", "package-0", 0);
        zone("intel-rapl:0", "package-0", 0);
        Powercap meter = Powercap.in(folder);
        count("intel-rapl-mmio:0", 5_000_000);
        count("intel-rapl:0", 4_000_000);
        assertEquals(Map.of(EnergyDomain.PACKAGE, 4.0), meter.joules());
    }

    @Test
    void aCounterThatTurnsOverGoesOn() throws IOException {
        zone("intel-rapl:0", "package-0", RANGE - 1_000_000);
        Powercap meter = Powercap.in(folder);
        count("intel-rapl:0", 2_000_000);
        assertEquals(3.0, joules(meter), 1e-9);
        count("intel-rapl:0", 1_999_999);
        assertEquals(3.0 + RANGE * 1e-6, joules(meter), 1e-3, "once more, nearly a whole turn");
    }

    @Test
    void whatBreaksMeanwhileHasNoFigure() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        zone("intel-rapl:1", "psys", 0);
        Powercap meter = Powercap.in(folder);
        Files.delete(folder.resolve("intel-rapl:0/energy_uj"));
        assertEquals(Set.of(EnergyDomain.PSYS), meter.joules().keySet());
    }

    @Test
    void whereThereIsNoneItSaysInOneLineWhy() throws IOException {
        assertMissing(Powercap.in(folder.resolve("none")), "none is not there");
        assertMissing(Powercap.in(folder), "has no counter of a package");
        Files.createSymbolicLink(folder.resolve("intel-rapl:0"), folder.resolve("hidden")); // as containers have it
        assertMissing(Powercap.in(folder), "has no counter of a package");
        zone("intel-rapl:1", "package-0", 0);
        Files.writeString(folder.resolve("intel-rapl:1/energy_uj"), "many\n");
        assertMissing(Powercap.in(folder), "energy_uj is 'many', expected a whole number");
    }

    @Test
    void aCounterForRootOnlySaysSo() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        Path counter = folder.resolve("intel-rapl:0/energy_uj");
        assertTrue(counter.toFile().setReadable(false));
        assumeFalse(Files.isReadable(counter), "root reads everything");
        assertMissing(Powercap.in(folder), "energy_uj may be read by root only");
    }

    private static void assertMissing(Powercap meter, String expected) {
        String why = meter.missing().orElseThrow();
        assertTrue(why.contains(expected), why);
        assertFalse(why.contains("\n"), why);
        meter.keepUp();
        assertEquals(Map.of(), meter.joules());
    }

    private static double joules(Powercap meter) {
        return meter.joules().getOrDefault(EnergyDomain.PACKAGE, Double.NaN);
    }

    private void zone(String zone, String name, long microjoules) throws IOException {
        Files.createDirectory(folder.resolve(zone));
        Files.writeString(folder.resolve(zone).resolve("name"), name + "\n");
        Files.writeString(folder.resolve(zone).resolve("max_energy_range_uj"), RANGE + "\n");
        count(zone, microjoules);
    }

    private void count(String zone, long microjoules) throws IOException {
        Files.writeString(folder.resolve(zone).resolve("energy_uj"), microjoules + "\n");
    }
}
