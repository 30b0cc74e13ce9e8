package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.DeviceInfo.Kind;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Requirement;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** Whether there is a device to choose, and why not. */
final class ListingTest {
    private static final Optional<Requirement> MET = Optional.of(new Requirement("TornadoVM", true, "Install it"));
    private static final Backend CPU = new Listed(
            "cpu",
            Backend.Role.HOST,
            Optional.empty(),
            List.of(RatedDeviceTest.device("cpu", "cpu", Kind.CPU)),
            Optional.empty());

    @Test
    void withoutADeviceTheReasonSaysSo() {
        Listing listing = Listing.of(List.of(CPU, tornado()));
        assertFalse(listing.hasChoice());
        assertEquals("TornadoVM has no device", listing.nothingElse());
    }

    @Test
    void driversThatRunOnTheCpuAreNamed() {
        Listing listing =
                Listing.of(List.of(CPU, tornado(RatedDeviceTest.device("tornado:opencl:1", "opencl", Kind.CPU))));
        assertFalse(listing.hasChoice());
        assertEquals(
                "TornadoVM has no device but the CPU itself: tornado:opencl:1 (A maker's tornado:opencl:1)",
                listing.nothingElse());
    }

    @Test
    void aCardIsAChoice() {
        Listing listing = Listing.of(List.of(CPU, tornado(RatedDeviceTest.device("tornado:cuda:0", "cuda", Kind.GPU))));
        assertTrue(listing.hasChoice());
        assertEquals(List.of(), listing.unmet());
        assertEquals(
                List.of("cpu", "tornado:cuda:0"),
                listing.devices().stream().map(device -> device.info().name()).toList());
    }

    @Test
    void whatKeptABackendFromLookingIsTheReason() {
        Listing listing = Listing.of(List.of(
                CPU, new Listed("tornado", Backend.Role.DEVICE, MET, List.of(), Optional.of("No driver was found."))));
        assertFalse(listing.hasChoice());
        assertEquals("No driver was found.", listing.nothingElse());
    }

    @Test
    void whatABackendLacksIsKnown() {
        Requirement lacking = new Requirement("TornadoVM", false, "Install it");
        assertEquals(
                List.of(lacking),
                Listing.of(List.of(
                                CPU,
                                new Listed(
                                        "tornado",
                                        Backend.Role.DEVICE,
                                        Optional.of(lacking),
                                        List.of(),
                                        Optional.empty())))
                        .unmet());
    }

    private static Backend tornado(DeviceInfo... devices) {
        return new Listed("tornado", Backend.Role.DEVICE, MET, List.of(devices), Optional.empty());
    }

    /** @param problem that listing its devices ends with */
    private record Listed(
            String name,
            Backend.Role role,
            Optional<Requirement> requirement,
            List<DeviceInfo> devices,
            Optional<String> problem)
            implements Backend {
        @Override
        public List<DeviceInfo> devices() {
            problem.ifPresent(text -> {
                throw new CriaException(text);
            });
            return devices;
        }

        @Override
        public Executable compile(Program program, Settings settings) {
            throw new UnsupportedOperationException();
        }
    }
}
