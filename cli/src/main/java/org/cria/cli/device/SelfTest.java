package org.cria.cli.device;

import java.util.Optional;
import org.cria.kernels.backend.DeviceInfo;

/** Whether a device computes what the CPU computes: {@code auto} takes none that does not. */
@FunctionalInterface
public interface SelfTest {
    /** Until there is one: nothing speaks against any device. */
    SelfTest NONE = device -> Optional.empty();

    /** What speaks against a device, in one line; empty where it passed. */
    Optional<String> objection(DeviceInfo device);
}
