package uk.ac.manchester.tornado.api.runtime;

import java.util.List;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * The way to the runtime: TornadoVM's {@code TornadoRuntimeProvider}. Here it has one backend with one device, the
 * emulator.
 */
public class TornadoRuntimeProvider {
    public TornadoRuntimeProvider() {}

    public static TornadoRuntime getTornadoRuntime() {
        return new EmulatorRuntime();
    }

    private static final class EmulatorRuntime implements TornadoRuntime, TornadoBackend {
        @Override
        public int getNumBackends() {
            return 1;
        }

        @Override
        public TornadoBackend getBackend(int index) {
            only(index);
            return this;
        }

        @Override
        public TornadoVMBackendType getBackendType(int index) {
            only(index);
            return TornadoVMBackendType.JAVA;
        }

        @Override
        public TornadoDevice getDefaultDevice() {
            return new EmulatorDevice();
        }

        @Override
        public String getName() {
            return "emulator";
        }

        @Override
        public TornadoVMBackendType getBackendType() {
            return TornadoVMBackendType.JAVA;
        }

        @Override
        public int getNumDevices() {
            return 1;
        }

        @Override
        public int getNumPlatforms() {
            return 1;
        }

        @Override
        public TornadoDevice getDevice(int index) {
            only(index);
            return new EmulatorDevice();
        }

        @Override
        public List<TornadoDevice> getAllDevices() {
            return List.of(new EmulatorDevice());
        }

        @Override
        public TornadoDeviceType getTypeDefaultDevice() {
            return TornadoDeviceType.CUSTOM;
        }

        private static void only(int index) {
            if (index != 0) {
                throw new IndexOutOfBoundsException(
                        "Backend or device " + index + ": the emulator has one of each, number 0.");
            }
        }
    }

    private static final class EmulatorDevice implements TornadoDevice, TornadoTargetDevice {
        @Override
        public String getDeviceName() {
            return "emulator";
        }

        @Override
        public String getDescription() {
            return "Cria's emulator of TornadoVM: kernels run and are checked on the JVM";
        }

        @Override
        public String getPlatformName() {
            return "JVM";
        }

        @Override
        public TornadoTargetDevice getPhysicalDevice() {
            return this;
        }

        @Override
        public long getDeviceGlobalMemorySize() {
            return getMaxGlobalMemory();
        }

        @Override
        public int getDeviceMaxComputeUnits() {
            return 1;
        }

        @Override
        public long[] getDeviceMaxWorkGroupSize() {
            return getDeviceMaxWorkgroupDimensions();
        }

        @Override
        public long getDeviceMaxAllocationSize() {
            return getMaxAllocMemory();
        }

        @Override
        public String getDeviceInfo() {
            return getDescription();
        }

        @Override
        public TornadoDeviceType getDeviceType() {
            return TornadoDeviceType.CUSTOM;
        }

        @Override
        public TornadoVMBackendType getTornadoVMBackend() {
            return TornadoVMBackendType.JAVA;
        }

        @Override
        public int getBackendIndex() {
            return 0;
        }

        @Override
        public long getMaxAllocMemory() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long getMaxGlobalMemory() {
            return Runtime.getRuntime().maxMemory();
        }

        @Override
        public long getDeviceLocalMemorySize() {
            return 48 * 1024;
        }

        @Override
        public long[] getDeviceMaxWorkgroupDimensions() {
            return new long[] {1024, 1024, 1024};
        }

        @Override
        public String toString() {
            return getDeviceName();
        }
    }
}
