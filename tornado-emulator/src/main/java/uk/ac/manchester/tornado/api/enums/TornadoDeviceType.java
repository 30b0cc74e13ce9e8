package uk.ac.manchester.tornado.api.enums;

/** Kinds of devices: TornadoVM's {@code TornadoDeviceType}. */
public enum TornadoDeviceType {
    UNKNOWN,
    DEFAULT,
    CPU,
    GPU,
    FPGA,
    ACCELERATOR,
    CUSTOM,
    ALL
}
