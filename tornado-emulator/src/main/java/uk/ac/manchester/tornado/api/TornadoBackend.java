package uk.ac.manchester.tornado.api;

import java.util.List;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** A kind of device code and its devices: of TornadoVM's {@code TornadoBackend} what lists devices. */
public interface TornadoBackend {
    String getName();

    TornadoVMBackendType getBackendType();

    int getNumDevices();

    int getNumPlatforms();

    TornadoDevice getDevice(int index);

    List<TornadoDevice> getAllDevices();

    TornadoDevice getDefaultDevice();

    TornadoDeviceType getTypeDefaultDevice();
}
