package org.cria.kernels.backend.tornado.device;

import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;

/** A backend on one device, whose kernels have sizes that suit one device and not another. */
public interface Tunable extends Backend {
    /** Its device. */
    DeviceInfo info();

    /** Device, driver, SDK and kernels in a line, whatever the sizes: what was tuned with others says nothing. */
    String identity();

    /** The sizes that it has. */
    DeviceShape shape();

    /** The same backend with other sizes. */
    Tunable shaped(DeviceShape shape);

    /** Its sizes where they are not those that its device's kind suggests, in words; else empty. */
    default String tuning() {
        return shape().differences(DeviceShape.of(info()));
    }
}
