package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.tornado.device.Devices;
import org.junit.jupiter.api.Test;

/** Devices tell their limits, the emulator those that it tells kernels. */
final class DeviceLimitsTest {
    @Test
    void theEmulatorIsOneDeviceWithTheLimitsThatItTellsKernels() {
        List<DeviceInfo> devices = Backends.choose("emulator").devices();
        assertEquals(List.of("emulator"), devices.stream().map(DeviceInfo::name).toList());
        assertThrows(CriaException.class, () -> Backends.choose("emulator:1"));
        assumeTrue(!TornadoBackend.isThere(), "TornadoVM has taken the emulator's place in this JVM");
        DeviceInfo told = Devices.find().infos().getFirst();
        assertEquals(told.groupItems(), devices.getFirst().groupItems());
        assertEquals(told.localBytes(), devices.getFirst().localBytes());
        assertEquals(told.allocationBytes(), devices.getFirst().allocationBytes());
    }

    @Test
    void everyDeviceOfTornadoVmTellsItsLimits() {
        assumeTrue(
                TornadoBackend.isThere(),
                "the JVM was started without TornadoVM: set TORNADOVM_HOME to its SDK's folder");
        List<DeviceInfo> devices = new TornadoBackend().devices();
        assertTrue(!devices.isEmpty());
        for (DeviceInfo device : devices) {
            assertTrue(device.name().matches("tornado:[a-z]+:[0-9]+"), device.toString());
            assertTrue(device.memoryBytes() >= device.allocationBytes(), device.toString());
            assertTrue(device.allocationBytes() > 0 && device.localBytes() > 0, device.toString());
            assertTrue(device.groupItems() > 0 && device.computeUnits() > 0, device.toString());
            assertEquals(
                    device.name(),
                    Devices.find().choose(device.name().substring(8)).info().name());
        }
        assertThrows(CriaException.class, () -> Backends.choose("tornado:opencl:99"));
    }
}
