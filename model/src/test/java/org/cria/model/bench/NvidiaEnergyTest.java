package org.cria.model.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The counters of NVIDIA's GPUs, through a library whose functions are Java's, called as native ones. */
class NvidiaEnergyTest {
    private static final int NOT_SUPPORTED = 3;
    private static final int DRIVER_NOT_LOADED = 9;
    private static final int GPU_IS_LOST = 15;

    /** NVML as its reference tells: handles are addresses, counts are written where the caller says. */
    @SuppressWarnings("UnusedMethod") // used through handles
    private static final class Driver {
        private final Map<String, MemorySegment> functions = new HashMap<>();
        private final List<Long> millijoules = new ArrayList<>();
        private int result;
        private int oldDevices;

        Driver(Long... millijoules) throws ReflectiveOperationException {
            this.millijoules.addAll(List.of(millijoules));
            function("nvmlInit_v2", "begin");
            function("nvmlDeviceGetCount_v2", "count", MemorySegment.class);
            function("nvmlDeviceGetHandleByIndex_v2", "device", int.class, MemorySegment.class);
            function("nvmlDeviceGetTotalEnergyConsumption", "energy", MemorySegment.class, MemorySegment.class);
        }

        private void function(String name, String method, Class<?>... parameters) throws ReflectiveOperationException {
            MethodHandle handle =
                    MethodHandles.lookup().bind(this, method, MethodType.methodType(int.class, parameters));
            ValueLayout[] layouts = new ValueLayout[parameters.length];
            for (int i = 0; i < layouts.length; i++) {
                layouts[i] = parameters[i] == int.class ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS;
            }
            functions.put(
                    name,
                    Linker.nativeLinker()
                            .upcallStub(handle, FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts), Arena.ofAuto()));
        }

        int begin() {
            return result;
        }

        int count(MemorySegment to) {
            to.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, millijoules.size());
            return result;
        }

        int device(int index, MemorySegment to) {
            to.reinterpret(Long.BYTES).set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(1000 + index));
            return result;
        }

        int energy(MemorySegment device, MemorySegment to) {
            int index = (int) device.address() - 1000;
            if (index < oldDevices) {
                return NOT_SUPPORTED;
            }
            to.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, millijoules.get(index));
            return result;
        }

        SymbolLookup symbols() {
            return name -> Optional.ofNullable(functions.get(name));
        }
    }

    @Test
    void theGpusOfAMachineAreAddedUp() throws ReflectiveOperationException {
        Driver driver = new Driver(5_000_000_000L, 1L);
        NvidiaEnergy meter = NvidiaEnergy.in(driver.symbols());
        assertTrue(meter.missing().isEmpty());
        assertEquals(Map.of(EnergyDomain.GPU, 5_000_000.001), meter.joules());
        driver.millijoules.set(1, 2_001L);
        meter.keepUp();
        assertEquals(Map.of(EnergyDomain.GPU, 5_000_002.001), meter.joules());
    }

    @Test
    void aGpuThatDoesNotCountIsLeftOut() throws ReflectiveOperationException {
        Driver driver = new Driver(7L, 2_000L);
        driver.oldDevices = 1;
        assertEquals(
                Map.of(EnergyDomain.GPU, 2.0), NvidiaEnergy.in(driver.symbols()).joules());
        driver.oldDevices = 2;
        assertMissing(NvidiaEnergy.in(driver.symbols()), "of NVIDIA GPUs: they do not count it: from Volta on they do");
    }

    @Test
    void aGpuThatIsLostMeanwhileHasNoFigure() throws ReflectiveOperationException {
        Driver driver = new Driver(7L);
        NvidiaEnergy meter = NvidiaEnergy.in(driver.symbols());
        driver.result = GPU_IS_LOST;
        assertEquals(Map.of(), meter.joules());
        driver.result = 0;
        assertEquals(Map.of(), meter.joules(), "its counter may have begun again");
    }

    @Test
    void whereThereIsNoneItSaysInOneLineWhy() throws ReflectiveOperationException {
        assertMissing(NvidiaEnergy.in(new Driver().symbols()), "of NVIDIA GPUs: the driver knows none");
        Driver stopped = new Driver(7L);
        stopped.result = DRIVER_NOT_LOADED;
        assertMissing(
                NvidiaEnergy.in(stopped.symbols()),
                "of NVIDIA GPUs: nvmlInit_v2 of NVIDIA's driver failed with error 9");
        Driver before2018 = new Driver(7L);
        before2018.functions.remove("nvmlDeviceGetTotalEnergyConsumption");
        assertMissing(
                NvidiaEnergy.in(before2018.symbols()),
                "of NVIDIA GPUs: NVIDIA's driver has no function nvmlDeviceGetTotalEnergyConsumption");
    }

    @Test
    void aMachineHasTheCountersOfAll() throws ReflectiveOperationException {
        EnergyMeter gpu = NvidiaEnergy.in(new Driver(3_000L).symbols());
        EnergyMeter none = NvidiaEnergy.in(new Driver().symbols());
        MachineEnergy machine = new MachineEnergy(List.of(none, gpu));
        machine.keepUp();
        assertEquals(Map.of(EnergyDomain.GPU, 3.0), machine.joules());
        assertMissing(none, machine.missing().orElseThrow());
        assertEquals(
                "of NVIDIA GPUs: the driver knows none; of NVIDIA GPUs: the driver knows none",
                new MachineEnergy(List.of(none, none)).missing().orElseThrow());
    }

    private static void assertMissing(EnergyMeter meter, String expected) {
        String why = meter.missing().orElseThrow();
        assertEquals(expected, why);
        assertFalse(why.contains("\n"), why);
        assertEquals(Map.of(), meter.joules());
    }
}
